// Search as you type: asks /v1/staff/search and shows what comes back, as text only.

import { copy, typing } from "./staff.js";

const form = document.getElementById("search");
const field = document.getElementById("q");
const results = document.getElementById("results");
const near = document.getElementById("near");
const total = document.getElementById("total");
const template = document.getElementById("hit");
const words = JSON.parse(form.dataset.words);
const plans = JSON.parse(form.dataset.plans ?? "{}"); // titles, where there are several
const AT_ONCE = 12; // fills a screen; the rest follows once these are painted
const PAUSE = 150; // ms without a key before like meaning is looked for, which takes longer
let asking = null;
let waiting = false;
let pause = 0;
let likening = null;
let shows = 0;

function text(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function query() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") chosen.set(name, value);
  return chosen;
}

/** Ask for what is in the form now; while one answer is awaited, only the last wish is kept. */
async function search() {
  if (asking) {
    waiting = true;
    return;
  }
  clearTimeout(pause);
  likening?.abort();
  const started = performance.now();
  const wish = query();
  asking = fetch(`/v1/staff/search?near=false&${wish}`, { headers: { accept: "application/json" } });
  try {
    const reply = await asking;
    if (reply.status === 401) return location.reload();
    if (!reply.ok) throw new Error(String(reply.status));
    const found = await reply.json();
    show(found);
    if (found.near === null) pause = setTimeout(liken, PAUSE, wish);
    history.replaceState(null, "", wish.size ? `/staff?${wish}` : "/staff");
    performance.measure("planqa-search", { start: started });
  } catch {
    total.textContent = text("search_failed");
  } finally {
    asking = null;
    if (waiting) {
      waiting = false;
      search();
    }
  }
}

/** Few items hold the words: passages of like meaning follow, where nothing is typed meanwhile. */
async function liken(wish) {
  likening = new AbortController();
  try {
    const reply = await fetch(`/v1/staff/search?near=true&${wish}`, { signal: likening.signal });
    if (reply.ok) showNear((await reply.json()).near);
  } catch {
    // What holds the words stands there; nothing is added.
  }
}

function show(found) {
  const shown = found.hits.length;
  const now = ++shows;
  total.textContent = !found.total ? text("search_none")
    : found.total > shown ? text("search_shown", { total: found.total, shown })
    : text("search_total", { total: found.total });
  const held = focused();
  results.replaceChildren(...found.hits.slice(0, AT_ONCE).map(line));
  showNear(found.near ?? []);
  if (held) (links().find((link) => link.href === held) ?? field).focus();
  for (const count of form.querySelectorAll("[data-count]")) {
    const [facet, value] = count.dataset.count.split(" ");
    count.textContent = found.facets[facet]?.find((held) => held.value === value)?.count ?? 0;
  }
  requestAnimationFrame(() => setTimeout(() => {
    if (now !== shows) return;
    results.append(...found.hits.slice(AT_ONCE).map(line));
    for (const select of form.querySelectorAll("select[data-facet]")) {
      fill(select, found.facets[select.dataset.facet] ?? []);
    }
  }));
}

const links = () => Array.from(document.querySelectorAll(".hits .hit-title"));

/** The address of the result that has the focus: an answer that comes late must not drop it. */
function focused() {
  return document.activeElement?.closest(".hit")?.querySelector(".hit-title").href;
}

function showNear(hits) {
  near.hidden = !hits.length;
  near.querySelector("ol").replaceChildren(...hits.map(line));
}

/** One found item, built from the template; every text is set as text. */
function line(hit) {
  const item = hit.item;
  const node = template.content.firstElementChild.cloneNode(true);
  node.dataset.reference = item.reference;
  const kind = node.querySelector(".kind");
  kind.classList.add(`kind-${item.kind}`);
  kind.textContent = text(`kind_${item.kind}`);
  const title = node.querySelector(".hit-title");
  title.href = item.permalink;
  const body = node.querySelector(".hit-text");
  if (item.title) {
    title.append(...marked(item.title, hit.title_marks));
    body.append(...marked(hit.snippet, hit.marks));
  } else {
    title.append(...marked(hit.snippet, hit.marks));
    body.remove();
  }
  node.querySelector(".path").textContent = [plans[item.plan_id] ?? [], item.path].flat().join(" › ");
  const page = node.querySelector(".page");
  page.textContent = item.page ? text(item.page.basis === "toc" ? "page_toc" : "page_file", item.page) : text("no_page");
  const badges = [];
  if (item.has_figure) badges.push(text("badge_figure"));
  if (item.verifiable) badges.push(text("badge_verifiable"));
  if (item.deadlines.length) badges.push(text("badge_deadline", { years: item.deadlines.join("、") }));
  page.after(...badges.map(badge));
  const button = node.querySelector("button");
  button.dataset.copy = item.reference;
  return node;
}

function badge(words) {
  const node = document.createElement("span");
  node.className = "badge";
  node.textContent = words;
  return node;
}

/** A text with its marked ranges; offsets are code points, not UTF-16 units. */
function marked(words, marks) {
  const points = Array.from(words);
  const nodes = [];
  let position = 0;
  for (const [start, end] of marks) {
    nodes.push(points.slice(position, start).join(""));
    const mark = document.createElement("mark");
    mark.textContent = points.slice(start, end).join("");
    nodes.push(mark);
    position = end;
  }
  nodes.push(points.slice(position).join(""));
  return nodes;
}

function fill(select, values) {
  const chosen = select.value;
  const held = [...values];
  if (chosen && !held.some((value) => value.value === chosen)) held.push({ value: chosen, count: 0 });
  const labels = new Map(Array.from(select.options, (option) => [option.value, option.dataset.label]));
  select.replaceChildren(select.options[0], ...held.map(({ value, count }) => {
    const name = plans[value] ?? labels.get(value) ?? label(select.dataset.facet, value);
    const option = new Option(text("facet_value", { value: name, count }), value, false, value === chosen);
    option.dataset.label = name;
    return option;
  }));
}

function label(facet, value) {
  if (facet !== "deadline") return value;
  return value === "0" ? text("deadline_none") : text("deadline_year", { year: value });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  if (event.target.name === "chapter") form.elements.section.value = "";
  search();
});
field.addEventListener("compositionend", search);
form.querySelector(".reset").addEventListener("click", (event) => {
  event.preventDefault();
  for (const select of form.querySelectorAll("select")) select.value = "";
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  form.querySelector("[name=kind][value='']").checked = true;
  search();
  field.focus();
});

// Arrows move through the results; what is focused is the link itself, so Enter opens it.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const found = links();
  const at = found.findIndex((link) => link.closest(".hit").contains(document.activeElement));
  const inField = document.activeElement === field;
  if (event.key === "Escape" && (inField || at >= 0)) {
    event.preventDefault();
    if (inField && field.value) {
      field.value = "";
      search();
    }
    field.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (inField || at >= 0)) {
    event.preventDefault();
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (next < 0) field.focus();
    else found[Math.min(next, found.length - 1)]?.focus();
  } else if ((event.key === "Home" || event.key === "End") && at >= 0) {
    event.preventDefault();
    found.at(event.key === "Home" ? 0 : -1).focus();
  } else if (event.key === "c" && at >= 0 && !typing(event)) {
    event.preventDefault();
    copy(found[at].closest(".hit").dataset.reference, text("copied"));
  }
});

// On a phone the conditions would push the results off the screen.
const filters = form.querySelector("details.filters");
if (matchMedia("(max-width: 40rem)").matches) {
  filters.open = Boolean(filters.querySelector("input:checked"))
    || Array.from(filters.querySelectorAll("select")).some((select) => select.value !== "");
}

// A form restored by the browser (back) may hold other words than the page was made for.
window.addEventListener("pageshow", () => { if (field.value !== field.defaultValue) search(); });
