// The register's selection: how many rows are chosen, and all of a page at once.

const form = document.getElementById("export");
const all = document.getElementById("all");
const boxes = Array.from(form.querySelectorAll("input[name=id]"));
const note = document.getElementById("selected");

function count() {
  const chosen = boxes.filter((box) => box.checked).length;
  note.textContent = chosen ? note.dataset.some.replace("{count}", chosen) : note.dataset.none;
  if (all) {
    all.checked = chosen === boxes.length && chosen > 0;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

form.addEventListener("change", (event) => {
  if (event.target === all) for (const box of boxes) box.checked = all.checked;
  count();
});
count();
