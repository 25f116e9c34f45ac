// Was the answer useful? Sent only when the user says so; nothing that identifies them.
import { button, el, put, uid } from "./dom.js";
import { icon } from "./icons.js";
import { sendFeedback } from "./service.js";

/** The question under an answer, or the thanks where it was answered before. */
export function feedback(app, turn) {
  const { t } = app;
  const node = el("div", { class: "feedback", role: "group", "aria-label": t("feedback") });
  const send = async (useful, comment, problem) => {
    const body = { question: turn.question, useful };
    if (turn.reply.answer_id) body.answer_id = turn.reply.answer_id;
    if (comment) body.comment = comment;
    try {
      await sendFeedback(app.config.server, body);
    } catch (failure) {
      const words = failure.said || t("feedback_failed");
      put(problem, words);
      app.announce(words);
      return;
    }
    turn.feedback = useful;
    app.thread.save();
    thank(true);
  };
  const thank = (now) => {
    const words = el("p", { class: "thanks", tabindex: "-1" }, icon("yes"), t("feedback_thanks"));
    put(node, words);
    if (!now) return;
    words.focus();
    app.announce(t("feedback_thanks"));
  };
  const ask = (focus) => {
    const problem = el("p", { class: "problem" });
    const useless = button([icon("no"), t("useless")], () => explain(), { class: "plain", "aria-expanded": "false" });
    put(
      node,
      el("span", {}, t("feedback")),
      button([icon("yes"), t("useful")], () => send(true, "", problem), { class: "plain" }),
      useless,
      problem,
    );
    if (focus) useless.focus();
  };
  const explain = () => {
    const [reason, hint] = [uid("reason"), uid("hint")];
    const problem = el("p", { class: "problem", id: uid("problem") });
    const field = el("textarea", { id: reason, rows: "2", maxlength: "500", "aria-describedby": hint });
    put(
      node,
      el("label", { for: reason }, t("feedback_reason")),
      field,
      el("p", { class: "hint", id: hint }, t("feedback_hint")),
      problem,
      el("div", { class: "tools" },
        button(t("feedback_send"), () => send(false, field.value.trim(), problem), { class: "solid" }),
        button(t("feedback_cancel"), () => ask(true), { class: "plain" })),
    );
    field.focus();
  };
  if (turn.feedback === null) ask(false);
  else thank(false);
  return node;
}
