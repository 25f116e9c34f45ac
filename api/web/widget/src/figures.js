// Indicator cards and the places where the plan's figures differ.
import { button, el, put, uid } from "./dom.js";
import { passage, planLink, rowOf, segments } from "./passage.js";
import { scale } from "./scale.js";
import { inWords, notes, time } from "./text.js";

const FIRST = 3;

/** Where a value stands: with its citation mark, or where the answer does not cite it, as a link. */
function place(app, source, mark) {
  const { t, config } = app;
  const words = source.table ? t("in_table", { table: source.table, row: source.row ?? "" }) : t("in_text");
  if (source.citation) return [words, mark(source.citation)];
  if (!source.permalink?.startsWith("/plans/")) return words;
  return planLink(t, config.server, config.server + source.permalink, "place", words);
}

/** Cards of all indicators, the first few at once. */
export function indicatorCards(app, indicators, mark) {
  const { t } = app;
  const heading = uid("indicators");
  const list = el("div", { class: "cards" }, indicators.slice(0, FIRST).map((i) => card(app, i, mark)));
  const rest = indicators.slice(FIRST);
  const more = rest.length && button(t("more_indicators", { n: rest.length }), () => {
    const cards = rest.map((i) => card(app, i, mark));
    list.append(...cards);
    more.remove();
    cards[0].querySelector("h4").focus();
  }, { class: "more" });
  return el("div", { class: "block", role: "group", "aria-labelledby": heading }, el("h3", { id: heading }, t("indicators")), list, more || null);
}

function card(app, indicator, mark) {
  const { t } = app;
  const heading = uid("indicator");
  return el(
    "article",
    { class: "indicator", "aria-labelledby": heading },
    el("h4", { id: heading, tabindex: "-1", lang: "zh-CN" }, indicator.name),
    app.planTitle(indicator.plan_id) && el("p", { class: "plan", lang: "zh-CN" }, `《${app.planTitle(indicator.plan_id)}》`),
    notes(t, indicator).length
      ? el("ul", { class: "notes", "aria-label": t("note_label") }, notes(t, indicator).map((note) => el("li", {}, note)))
      : null,
    scale(t, indicator),
    valuesTable(app, indicator, mark),
  );
}

function valuesTable(app, indicator, mark) {
  const { t } = app;
  return el(
    "table",
    // Roles are named because narrow cards lay the rows out as grids.
    { class: "values", role: "table" },
    el("caption", { class: "sr" }, t("values_caption", { name: indicator.name })),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ["col_time", "col_value", "col_source"].map((column) =>
      el("th", { scope: "col", role: "columnheader" }, t(column))))),
    el("tbody", { role: "rowgroup" }, indicator.values.map((value) =>
      el(
        "tr",
        { role: "row" },
        el("th", { scope: "row", role: "rowheader" }, time(t, value),
          el("span", { class: "role" }, t(`role_${value.role}`), value.scope ? el("span", { lang: "zh-CN" }, ` · ${value.scope}`) : null)),
        el("td", { class: "value", role: "cell" }, el("strong", {}, inWords(t, value)), asWritten(t, value)),
        el("td", { role: "cell" }, place(app, value.source, mark)),
      ),
    )),
  );
}

/** The plan's own spelling of a value, where the words say it otherwise. */
function asWritten(t, value) {
  if (value.display === `${value.value}${value.unit}`) return null;
  return el("span", { class: "written", lang: "zh-CN" }, t("as_written", { display: value.display }));
}

/** Each conflict with its quotes side by side. */
export function conflictCards(app, reply, mark) {
  const { t } = app;
  const heading = uid("conflicts");
  return el(
    "div",
    { class: "block conflicts", role: "group", "aria-labelledby": heading },
    el("h3", { id: heading }, t("conflicts")),
    reply.conflicts.map((conflict) => {
      const name = conflict.statements[0]?.text;
      return el(
        "article",
        { class: "conflict" },
        el("h4", { lang: "zh-CN" }, name || "", conflict.year ? ` · ${t("year", { year: conflict.year })}` : ""),
        el("p", { class: "neutral", lang: "zh-CN" }, `${conflict.note}。`),
        el("div", { class: "sides" }, conflict.statements.map((statement, i) => side(t, statement, i + 1, reply, mark))),
      );
    }),
  );
}

function side(t, statement, n, reply, mark) {
  const citation = reply.citations.find((c) => c.n === statement.citation);
  const node = el("div", { class: "side", role: "group", "aria-label": t("conflict_side", { n }) });
  const table = citation?.section_path.at(-1)?.match(/^表\s*\d+/)?.[0];
  const where = citation?.kind === "table_row" ? table || t("col_source") : t("in_text");
  return put(
    node,
    el("p", { class: "side-head" }, el("span", { class: "place" }, citation ? where : ""), el("strong", { lang: "zh-CN" }, statement.display), citation ? mark(citation.n) : null),
    citation ? quoted(citation, statement) : el("p", { lang: "zh-CN" }, statement.text || ""),
  );
}

/** The sentence that holds the statement, the statement marked; a table row as a table. */
function quoted(citation, statement) {
  if (rowOf(citation)) return passage(citation);
  const holds = (quote) => quote.text.includes(statement.display);
  const sentence = (citation.quotes.find(holds) ?? citation.quotes.find((q) => q.text.includes(statement.text)) ?? citation.quotes[0])?.text ?? citation.text;
  const at = sentence.indexOf(statement.display);
  const start = Array.from(sentence.slice(0, Math.max(at, 0))).length;
  const spans = at < 0 ? [] : [{ start, end: start + Array.from(statement.display).length }];
  return el("blockquote", { class: "passage", lang: "zh-CN" }, segments(sentence, spans).map((part) => (part.marked ? el("mark", {}, part.text) : part.text)));
}
