// The field for the question, with the button that asks or stops.
import { button, el, put, uid } from "./dom.js";
import { icon } from "./icons.js";

const MAX = 300;

/** The form; `busy(bool)` turns its button into the one that stops. */
export function composer(app) {
  const { t } = app;
  const [field, hint] = [uid("field"), uid("hint")];
  let running = false;
  const input = el("textarea", {
    id: field, rows: "1", placeholder: t("ask_placeholder"), "aria-describedby": hint, enterkeyhint: "send",
    on: { input: () => grow(), keydown: (event) => key(event) },
  });
  const note = el("p", { id: hint, class: "hint" }, t("ask_hint"));
  const go = el("button", { type: "submit", class: "solid send" });
  const node = el(
    "form",
    { class: "composer", on: { submit: (event) => submit(event) } },
    el("label", { for: field, class: "sr" }, t("ask_label")),
    el("div", { class: "field" }, input, go),
    note,
  );

  function submit(event) {
    event?.preventDefault();
    if (running) return app.stop();
    const question = input.value.trim();
    if (!question || over() > 0) return input.focus();
    input.value = "";
    grow();
    app.ask(question);
  }
  function key(event) {
    // Enter ends a choice of characters first (isComposing), then asks; Shift+Enter is a new line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!running) submit();
  }
  const over = () => Array.from(input.value.trim()).length - MAX;
  function grow() {
    input.setAttribute("rows", String(Math.min(5, Math.max(1, input.value.split("\n").length))));
    input.toggleAttribute("aria-invalid", false);
    if (over() > 0) input.setAttribute("aria-invalid", "true");
    put(note, over() > 0 ? t("too_long", { n: over() }) : t("ask_hint"));
    note.classList.toggle("problem", over() > 0);
  }
  function busy(now) {
    running = now;
    put(go, icon(now ? "stop" : "send"), el("span", {}, t(now ? "stop" : "send")));
  }
  busy(false);
  return {
    node, busy, input,
    set(text) {
      input.value = text;
      grow();
      input.focus();
    },
  };
}

/** Buttons of the settings: large text, high contrast, language. */
export function displaySettings(app, languages, nameOf) {
  const { t, thread } = app;
  const toggle = (name) => {
    const node = button(t(name), () => {
      thread.settings[name] = !thread.settings[name];
      node.setAttribute("aria-checked", String(thread.settings[name]));
      thread.save();
      app.applySettings();
    }, { role: "switch", "aria-checked": String(thread.settings[name]), class: "switch" });
    return node;
  };
  const id = uid("language");
  return el(
    "div",
    { class: "settings", role: "group", "aria-label": t("display") },
    toggle("large"),
    toggle("contrast"),
    el("span", { class: "language" },
      el("label", { for: id }, t("language")),
      el("select", { id, on: { change: (event) => app.setLanguage(event.target.value) } },
        languages.map((code) => el("option", { value: code, lang: code, selected: code === t.language }, nameOf(code))))),
  );
}
