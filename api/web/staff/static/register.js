// The register's selection: kept over its pages while the same rows are filtered, in this tab only.

const form = document.getElementById("export");
const all = document.getElementById("all");
const boxes = Array.from(form.querySelectorAll("input[name=id]"));
const note = document.getElementById("selected");
const none = document.getElementById("unselect");
const here = new Set(boxes.map((box) => box.value));

/** Which rows are filtered: the address without its order and page. */
function key() {
  const query = new URLSearchParams(location.search);
  for (const name of ["page", "sort", "descending"]) query.delete(name);
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  query.sort();
  return `planqa-register:${query}`;
}

function kept() {
  try {
    const ids = JSON.parse(sessionStorage.getItem(key()));
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

const chosen = new Set(kept());

function show() {
  for (const box of boxes) box.checked = chosen.has(box.value);
  const held = boxes.filter((box) => box.checked).length;
  note.textContent = chosen.size ? note.dataset.some.replace("{count}", chosen.size) : note.dataset.none;
  none.hidden = !chosen.size;
  if (all) {
    all.checked = held === boxes.length && held > 0;
    all.indeterminate = held > 0 && held < boxes.length;
  }
}

function choose(box, wanted) {
  if (wanted) chosen.add(box.value);
  else chosen.delete(box.value);
}

function changed() {
  try {
    sessionStorage.setItem(key(), JSON.stringify([...chosen]));
  } catch {
    // No storage here: the selection holds on this page.
  }
  show();
}

form.addEventListener("change", (event) => {
  if (event.target === all) for (const box of boxes) choose(box, all.checked);
  else choose(event.target, event.target.checked);
  changed();
});
none.addEventListener("click", () => {
  chosen.clear();
  changed();
  (all ?? note).focus();
});
// What is chosen on other pages is exported with what is chosen here.
form.addEventListener("formdata", (event) => {
  for (const id of chosen) if (!here.has(id)) event.formData.append("id", id);
});
// A form restored by the browser (back) may hold other marks than those kept.
window.addEventListener("pageshow", show);
show();
