// One question with what came of it: waiting, streaming, answered, stopped or failed.
import { answerText, markFor, personal, reply, understanding } from "./answer.js";
import { button, el, put } from "./dom.js";
import { unsaved } from "./store.js";

const WORDS = { network: "error_network", cut: "error_cut" };
// What the service says of these is meant for whoever set the page up.
const OWN = { unknown_plan: "error_plan" };

/** What a failure says to people. */
export const failureWords = (t, error) =>
  OWN[error.code] ? t(OWN[error.code]) : error.said || t(WORDS[error.code] ?? "error_server");

/** The view of a turn; `update()` shows its present state, `part(name, data)` a stream event. */
export function turnView(app, turn) {
  const { t } = app;
  const body = el("div", { class: "reply" });
  const node = el(
    "article",
    { class: "turn" },
    el("div", { class: "question" }, el("span", { class: "sr" }, `${t("you")}：`), el("p", {}, turn.question)),
    el("div", { class: "card" }, el("h2", { class: "sr", tabindex: "-1" }, t("reply_label")), body),
  );
  let meta = null;
  let text = "";
  const known = new Set();

  function part(name, data) {
    if (name === "meta") meta = data;
    if (name === "citation") known.add(data.n);
    if (name === "delta") text += data.text;
    if (name === "delta") partial();
  }
  /** The text so far. Its marks open nothing yet: the sources come with the whole reply. */
  function partial(...after) {
    const mark = (n) => el("span", { class: "mark" }, `[${n}]`);
    put(body, meta ? understanding(app, turn, meta) : null, text ? answerText(text, known, mark) : null, after);
  }
  function update() {
    node.classList.toggle("waiting", turn.state === "waiting");
    if (turn.state === "waiting") put(body, el("p", { class: "wait" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), t("waiting")));
    else if (turn.state === "done") put(body, reply(app, turn));
    else if (turn.state === "stopped") partial(el("p", { class: "problem" }, t(text ? "stopped" : "stopped_empty")), again());
    else put(body, text ? answerText(text, new Set(), markFor(t, () => {})) : null,
      el("p", { class: "label" }, t("failed")), el("p", { class: "problem" }, failureWords(t, turn.error)),
      unsaved(turn) ? personal(app, turn) : again());
  }
  const again = () => el("div", { class: "tools" }, button(t("retry"), () => app.resend(turn), { class: "solid" }));
  const reset = () => {
    meta = null;
    text = "";
    known.clear();
  };
  update();
  return { node, part, update, reset };
}
