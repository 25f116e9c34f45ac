// A reply as its reader sees it: the text with its marks, then figures, conflicts, sources.
import { button, el } from "./dom.js";
import { feedback } from "./feedback.js";
import { conflictCards, indicatorCards } from "./figures.js";
import { icon } from "./icons.js";
import { sources } from "./sources.js";
import { canSpeak, speechButton } from "./speech.js";

const READINGS = ["homophone", "lookalike", "pinyin"];

/** The answer's lines; `[n]` becomes a mark where citation n exists, else stays text. */
export function answerText(text, known, mark) {
  return el("div", { class: "text", lang: "zh-CN" }, text.split("\n").filter(Boolean).map((line) =>
    el("p", {}, line.split(/(\[\d+\])/).map((part) => {
      const n = Number(part.match(/^\[(\d+)\]$/)?.[1]);
      return known.has(n) ? mark(n) : part;
    })),
  ));
}

/** What of the question was read differently, and the way back to the words as typed. */
export function understanding(app, turn, meta) {
  const { t } = app;
  const read = meta.corrections.filter((change) => READINGS.includes(change.kind));
  const lines = read.map((change) => el("span", {}, t("corrected", { from: change.from, to: change.to })));
  if (read.length < meta.corrections.length) lines.push(el("span", {}, t("folded")));
  if (!turn.spelling) lines.push(el("span", {}, t("uncorrected")));
  if (read.length) {
    lines.push(button(t("uncorrect"), () => app.ask(turn.question, false), { class: "plain" }));
  }
  const nodes = lines.length ? [el("p", { class: "understood" }, lines)] : [];
  const followed = meta.resolved_question !== meta.question && !meta.corrections.length;
  if (followed) nodes.push(el("p", { class: "understood" }, t("resolved", { text: meta.resolved_question })));
  return nodes;
}

/** A whole reply. */
export function reply(app, turn) {
  const { reply } = turn;
  return reply.status === "refused" ? refusal(app, turn) : answer(app, turn);
}

function answer(app, turn) {
  const { t } = app;
  const { reply } = turn;
  const list = reply.citations.length ? sources(app, reply.citations, { title: "sources", label: "source_n" }) : null;
  const mark = markFor(t, (n, from) => list?.open(n, from));
  const known = new Set(reply.citations.map((c) => c.n));
  return [
    understanding(app, turn, reply),
    reply.status === "partial" ? el("p", { class: "label" }, t("partial")) : null,
    answerText(reply.answer, known, mark),
    reply.indicators.length ? indicatorCards(app, reply.indicators, mark) : null,
    reply.conflicts.length ? conflictCards(app, reply, mark) : null,
    list?.node,
    closing(app, turn),
  ];
}

/** Makes the mark of citation n. */
export const markFor = (t, open) => (n) => {
  const node = button(`[${n}]`, () => open(n, node), { class: "mark", "aria-label": t("mark", { n }) });
  return node;
};

function closing(app, turn) {
  const { t } = app;
  const text = turn.reply.answer;
  return [
    el("div", { class: "tools closing" },
      button([icon("copy"), t("copy_answer")], () => app.copy(copied(turn.reply)), { class: "plain" }),
      canSpeak() ? speechButton(t, text) : null),
    feedback(app, turn),
    suggestions(app, turn.reply.suggestions, "suggestions"),
  ];
}

/** The answer with its references, to be pasted. */
const copied = (reply) =>
  [reply.answer, ...reply.citations.map((c) => `[${c.n}] ${c.reference}`)].join("\n");

/** Questions to go on with. */
export function suggestions(app, questions, title) {
  if (!questions.length) return null;
  return el("div", { class: "suggestions" },
    el("p", { class: "title" }, app.t(title)),
    el("ul", { lang: "zh-CN" }, questions.map((question) =>
      el("li", {}, button(question, () => app.ask(question), { class: "chip" })))));
}

function refusal(app, turn) {
  const { t } = app;
  const { reply } = turn;
  const near = reply.nearest.length ? sources(app, reply.nearest, { title: "nearest", label: "nearest_n" }) : null;
  return [
    understanding(app, turn, reply),
    el("p", { class: "label" }, t("refused", { reason: t(`reason_${reply.reason}`) })),
    answerText(reply.answer, new Set(), null),
    reply.reason === "personal_data" ? personal(app, turn) : null,
    near?.node,
    reply.reason === "personal_data" ? null : feedback(app, turn),
    suggestions(app, reply.suggestions, "ask_instead"),
  ];
}

/** A question that holds personal data: it can be sent without, or changed. */
export function personal(app, turn) {
  const { t } = app;
  const clean = turn.reply?.question_without;
  return el("div", { class: "personal" },
    clean ? el("p", { class: "preview" }, t("personal_preview", { text: clean })) : null,
    el("div", { class: "tools" },
      clean ? button(t("personal_without"), () => app.ask(clean), { class: "solid" }) : null,
      button(t("personal_edit"), () => app.edit(turn.question), { class: "plain" })));
}
