// Citations under an answer: one line each that opens to the passage in its section.
import { button, el, put, reveal, uid } from "./dom.js";
import { icon } from "./icons.js";
import { fullTextLink, inSection, passage, planLink } from "./passage.js";
import { section } from "./service.js";
import { pageOf } from "./text.js";

const FIRST = 4;

/** The list, and `open(n, from)`, which opens citation n and takes the focus there. */
export function sources(app, citations, { title, label }) {
  const { t } = app;
  const items = new Map(citations.map((c) => [c.n, item(app, c, t(label, { n: c.n }))]));
  const rest = citations.slice(FIRST + 1).length ? citations.slice(FIRST) : [];
  for (const citation of rest) items.get(citation.n).node.hidden = true;
  const more = rest.length
    ? button(t("more_sources", { n: rest.length }), () => showRest(true), { class: "more" })
    : null;
  const showRest = (focus) => {
    more?.remove();
    for (const citation of rest) items.get(citation.n).node.hidden = false;
    if (focus && rest.length) items.get(rest[0].n).head.focus();
  };
  const heading = uid("sources");
  const node = el(
    "div",
    { class: "block sources", role: "group", "aria-labelledby": heading },
    el("h3", { id: heading }, t(title)),
    el("ol", {}, citations.map((c) => items.get(c.n).node)),
    more,
  );
  const open = (n, from) => {
    if (rest.some((citation) => citation.n === n)) showRest(false);
    items.get(n)?.open(from);
  };
  return { node, open };
}

function item(app, citation, label) {
  const { t } = app;
  const id = uid("source");
  let origin = null;
  const head = button("", () => toggle(body.hidden), { class: "source-head", "aria-expanded": "false", "aria-controls": id });
  const path = citation.section_path.join(" › ") || t("preface");
  put(
    head,
    el("span", { class: "n", "aria-hidden": "true" }, citation.n),
    el("span", { class: "sr" }, `${label}：`),
    el("span", { class: "where" }, el("span", { class: "path", lang: "zh-CN" }, planLine(app, citation), path), el("span", { class: "page" }, pageOf(t, citation))),
    icon("down"),
  );
  const body = el("div", { id, class: "source-body", hidden: true });
  const node = el("li", { class: "source" }, el("h4", {}, head), body);
  const back = button(t("back"), () => leave(), { class: "plain back", hidden: true });

  function toggle(wanted) {
    if (wanted && !body.hasChildNodes()) put(body, contents(app, citation, back));
    body.hidden = !wanted;
    node.classList.toggle("open", wanted);
    head.setAttribute("aria-expanded", String(wanted));
  }
  function open(from) {
    origin = from;
    toggle(true);
    back.hidden = !from;
    reveal(node);
    head.focus({ preventScroll: true });
  }
  function leave() {
    toggle(false);
    origin?.focus();
  }
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || body.hidden) return;
    event.stopPropagation();
    event.preventDefault();
    if (origin) leave();
    else {
      toggle(false);
      head.focus();
    }
  });
  return { node, head, open };
}

/** Which plan, where several are asked. */
const planLine = (app, { plan_id: id }) => app.planTitle(id) && el("span", { class: "plan" }, `《${app.planTitle(id)}》`);

function contents(app, citation, back) {
  const { t, config } = app;
  const place = el("div", {}, passage(citation));
  const tools = el("div", { class: "tools" });
  tools.append(
    button([icon("copy"), t("copy_reference")], () => app.copy(citation.reference), { class: "plain" }),
    planLink(t, config.server, fullTextLink(config.server, citation), "plain", icon("open"), t("in_full")),
  );
  if (citation.kind === "paragraph" && citation.section_id) tools.append(contextButton(app, citation, place));
  tools.append(back);
  return [place, el("p", { class: "reference", lang: "zh-CN" }, citation.reference), tools];
}

function contextButton(app, citation, place) {
  const { t, config } = app;
  let around = null;
  let shown = false;
  const flip = button(t("context_show"), async () => {
    try {
      around ??= inSection(citation, (await section(config.server, citation.plan_id, citation.section_id)).paragraphs);
    } catch {
      app.announce(t("context_failed"));
      put(flip, t("context_failed"));
      return;
    }
    shown = !shown;
    put(place, shown ? around : passage(citation));
    put(flip, t(shown ? "context_hide" : "context_show"));
    if (shown) {
      const cited = around.querySelector(".cited");
      if (cited) around.scrollTop = cited.offsetTop - around.offsetTop;
    }
  }, { class: "plain" });
  return flip;
}
