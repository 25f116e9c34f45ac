// A cited passage: its words with the quoted ones marked. Offsets are Unicode code points.
import { el } from "./dom.js";

/** `text` cut where quotes begin and end: `[{text, marked}]`. Overlapping quotes are one. */
export function segments(text, quotes) {
  const points = Array.from(text);
  const out = [];
  let position = 0;
  for (const { start, end } of [...quotes].sort((a, b) => a.start - b.start)) {
    const from = Math.max(position, start);
    if (from >= end) continue;
    if (from > position) out.push({ text: points.slice(position, from).join(""), marked: false });
    out.push({ text: points.slice(from, end).join(""), marked: true });
    position = end;
  }
  if (position < points.length) out.push({ text: points.slice(position).join(""), marked: false });
  return out;
}

const marked = (text, quotes) =>
  segments(text, quotes).map((part) => (part.marked ? el("mark", {}, part.text) : part.text));

/** The lines of a table row's passage (caption, header, row) as cells; null for another form. */
export function rowOf(citation) {
  const lines = citation.text.split("\n");
  if (citation.kind !== "table_row" || lines.length < 3) return null;
  const [header, row] = lines.slice(-2).map((line) => line.split("\t"));
  let start = Array.from(lines.slice(0, -1).join("\n")).length + 1;
  const cells = row.map((text) => {
    const cell = { text, start, end: start + Array.from(text).length };
    start = cell.end + 1;
    return cell;
  });
  return { caption: lines[0], header, cells };
}

function table(row, quotes) {
  const within = (cell) =>
    quotes
      .filter((quote) => quote.start < cell.end && quote.end > cell.start)
      .map((quote) => ({
        start: Math.max(quote.start - cell.start, 0),
        end: Math.min(quote.end, cell.end) - cell.start,
      }));
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "group", "aria-label": row.caption },
    el(
      "table",
      {},
      el("caption", {}, row.caption),
      el("thead", {}, el("tr", {}, row.header.map((cell) => el("th", { scope: "col" }, cell)))),
      el("tbody", {}, el("tr", {}, row.cells.map((cell) => el("td", {}, marked(cell.text, within(cell)))))),
    ),
  );
}

/** The passage as a quotation; a table row as a table with its header. */
export function passage(citation) {
  const row = rowOf(citation);
  return row
    ? el("div", { class: "passage", lang: "zh-CN" }, table(row, citation.quotes))
    : el("blockquote", { class: "passage", lang: "zh-CN" }, marked(citation.text, citation.quotes));
}

/** A section's paragraphs with the cited one marked as in `passage`. */
export function inSection(citation, paragraphs) {
  const cited = (paragraph) =>
    paragraph.source_span.start < citation.source_span.end &&
    paragraph.source_span.end > citation.source_span.start;
  return el(
    "div",
    { class: "passage section", lang: "zh-CN", tabindex: "0", role: "group", "aria-label": citation.section_path.at(-1) || "" },
    paragraphs.map((paragraph) => {
      if (!cited(paragraph)) return el("p", {}, paragraph.text);
      const at = paragraph.text.indexOf(citation.text);
      if (at < 0) return el("p", { class: "cited" }, paragraph.text);
      const shift = Array.from(paragraph.text.slice(0, at)).length;
      const quotes = citation.quotes.map((q) => ({ start: q.start + shift, end: q.end + shift }));
      return el("p", { class: "cited" }, marked(paragraph.text, quotes));
    }),
  );
}

/** A link into the plan's page; on another site's page it opens beside it. */
export function planLink(t, server, href, kind, ...inside) {
  const own = server === location.origin;
  return el(
    "a",
    { class: kind, href, target: own ? null : "_blank", rel: "noopener" },
    inside, own ? null : el("span", { class: "sr" }, `（${t("new_window")}）`),
  );
}

/** Where the passage reads in full, its quotes marked. */
export function fullTextLink(server, citation) {
  const [path, anchor] = citation.permalink.split("#");
  if (!path.startsWith("/plans/")) return server;
  const quote = citation.quotes.map((q) => `${q.start}-${q.end}`).join(",");
  const query = quote ? `?passage=${encodeURIComponent(citation.passage_id)}&quote=${quote}` : "";
  return `${server}${path}${query}#${encodeURIComponent(anchor || "")}`;
}
