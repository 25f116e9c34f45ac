// The widget's life: one conversation over one service, drawn into a shadow root.
import { suggestions } from "./answer.js";
import { composer, displaySettings } from "./composer.js";
import { button, el, put, reveal, uid, watchMoves } from "./dom.js";
import { icon } from "./icons.js";
import { ask as askService, plans as loadPlans } from "./service.js";
import { Thread } from "./store.js";
import { LANGUAGES, languageName, translator } from "./text.js";
import { failureWords, turnView } from "./turn.js";

/** Everything a view needs: `t`, `config`, `thread`, `ask`, `copy`, `announce`, … */
export class App {
  constructor(root, config) {
    this.config = config;
    this.root = root;
    this.thread = new Thread(`${config.server}:${config.plans?.join(",") ?? "*"}`);
    this.plans = [];
    this.running = null;
    this.views = new Map();
    this.frame = el("div", { class: "root" });
    root.append(this.frame);
    this.draw();
  }

  get inline() {
    return this.config.position === "inline";
  }

  /** Everything anew, in the chosen language. */
  draw() {
    const { config, thread } = this;
    const known = LANGUAGES.includes(thread.settings.language);
    this.t = translator(known && !config.languageLink ? thread.settings.language : config.language);
    this.status = el("p", { class: "sr", role: "status", "aria-live": "polite" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": this.t("thread") });
    this.composer = composer(this);
    this.panel = this.makePanel();
    this.frame.setAttribute("lang", this.t.language);
    this.frame.className = `root ${config.position}`;
    put(this.frame, this.panel, this.inline ? null : this.makeLauncher());
    this.views.clear();
    this.log.replaceChildren();
    this.showKept();
    this.greet();
    this.applySettings();
    if (!this.inline && thread.settings.open) this.open(false);
    this.load();
  }

  /** The turns of before; one that cannot be shown is forgotten. */
  showKept() {
    for (const turn of [...this.thread.turns]) {
      try {
        this.show(turn);
      } catch {
        this.thread.turns.splice(this.thread.turns.indexOf(turn), 1);
      }
    }
  }

  /** A plan's title where several are asked, else null. */
  planTitle(id) {
    return this.plans.length > 1 ? this.plans.find((plan) => plan.id === id)?.title ?? null : null;
  }

  title() {
    return this.config.title || this.t("title");
  }

  makePanel() {
    const { t } = this;
    const heading = uid("title");
    this.settings = displaySettings(this, LANGUAGES, languageName);
    this.settings.id = uid("settings");
    this.settings.hidden = true;
    const display = button([icon("display"), el("span", {}, t("display"))], () => {
      this.settings.hidden = !this.settings.hidden;
      display.setAttribute("aria-expanded", String(!this.settings.hidden));
    }, { class: "bar", "aria-expanded": "false", "aria-controls": this.settings.id });
    const tools = el("div", { class: "bar-tools" },
      display,
      button([icon("clear"), el("span", {}, t("clear"))], () => this.clear(), { class: "bar" }),
      this.inline ? null : button([icon("close"), el("span", { class: "sr" }, t("close"))], () => this.close(), { class: "bar" }));
    const name = this.inline
      ? el("h2", { id: heading, class: "sr" }, this.title())
      : el("h2", { id: heading, tabindex: "-1" }, this.title());
    const inside = [
      el("header", {}, name, tools, this.settings),
      el("div", { class: "scroll" }, this.log, (this.welcome = el("div", { class: "welcome" }))),
      el("footer", {}, this.composer.node, el("p", { class: "notice", role: "note" }, t("notice"))),
      this.status,
    ];
    if (this.inline) return el("section", { class: "panel", "aria-labelledby": heading }, inside);
    return el("dialog", {
      class: "panel", "aria-labelledby": heading,
      on: {
        cancel: (event) => {
          event.preventDefault();
          this.close();
        },
        keydown: (event) => {
          if (event.key === "Escape") this.close();
        },
      },
    }, inside);
  }

  makeLauncher() {
    this.launcher = button([icon("ask"), el("span", {}, this.title())], () => this.open(true), {
      class: "launcher", "aria-haspopup": "dialog", "aria-label": this.t("launcher", { title: this.title() }),
    });
    return el("aside", { "aria-label": this.title() }, this.launcher);
  }

  /** Show the panel; on a small screen it is all there is, so it is modal. */
  open(focus) {
    if (this.panel.open) return;
    if (matchMedia("(max-width: 30rem)").matches && focus) this.panel.showModal();
    else this.panel.show();
    this.launcher.hidden = true;
    this.keepOpen(true);
    if (!focus) return;
    // A field would bring up the keyboard of a touch screen over the greeting.
    if (matchMedia("(pointer: coarse)").matches) this.panel.querySelector("h2").focus();
    else this.composer.input.focus();
  }

  close() {
    if (!this.panel.open) return;
    this.panel.close();
    this.launcher.hidden = false;
    this.keepOpen(false);
    this.launcher.focus();
  }

  keepOpen(open) {
    this.thread.settings.open = open;
    this.thread.save();
  }

  /** The plans' names and opening questions; the widget works without them. */
  async load() {
    try {
      const all = await loadPlans(this.config.server);
      this.plans = all.filter((plan) => !this.config.plans || this.config.plans.includes(plan.id));
      this.greet();
    } catch {
      // Shown when a question is asked.
    }
  }

  /** The greeting and opening questions, while nothing has been asked. */
  greet() {
    const { t, config } = this;
    this.frame.classList.toggle("started", this.thread.turns.length > 0);
    if (this.thread.turns.length) return put(this.welcome);
    const names = this.plans.map((plan) => `《${plan.title}》`).join(t("plan_join"));
    const questions = config.questions.length ? config.questions : this.plans.flatMap((plan) => plan.questions ?? []).slice(0, 4);
    put(
      this.welcome,
      this.undo ?? null,
      el("p", { class: "greeting" }, config.greeting || t("greeting", { plans: names || t("plan_fallback") })),
      suggestions(this, questions, "openers"),
    );
  }

  applySettings() {
    this.frame.classList.toggle("large", this.thread.settings.large);
    this.frame.classList.toggle("contrast", this.thread.settings.contrast);
  }

  setLanguage(language) {
    this.thread.settings.language = language;
    this.thread.save();
    if (this.config.languageLink) {
      location.assign(this.config.languageLink.replace("{lang}", encodeURIComponent(language)));
      return;
    }
    const settingsOpen = !this.settings.hidden;
    this.draw();
    this.settings.hidden = !settingsOpen;
    this.settings.querySelector("select").focus();
  }

  /** Completion and errors, for those who do not see them. */
  announce(words) {
    put(this.status);
    setTimeout(() => put(this.status, words), 60);
  }

  async copy(text) {
    this.announce(this.t((await copyText(text, this.frame)) ? "copied" : "copy_failed"));
  }

  edit(text) {
    this.composer.set(text);
  }

  show(turn) {
    const view = turnView(this, turn);
    this.views.set(turn, view);
    this.log.append(view.node);
    return view;
  }

  /** Ask a new question. A running answer is stopped first. */
  ask(question, spelling = true) {
    this.stop();
    this.undo = null;
    const turn = this.thread.add(question, spelling);
    const view = this.show(turn);
    this.greet();
    this.keepFocus(view);
    reveal(view.node);
    return this.run(turn, view);
  }

  /** Where the focus goes when what held it is gone: to the field, or on a touch screen, where
   * that would bring up the keyboard, to the reply's heading. */
  keepFocus(view) {
    if (this.root.activeElement) return;
    const place = matchMedia("(pointer: coarse)").matches ? view.node.querySelector("h2") : this.composer.input;
    place.focus({ preventScroll: true });
  }

  /** Ask again what failed or was stopped. */
  resend(turn) {
    this.stop();
    turn.state = "waiting";
    turn.error = null;
    const view = this.views.get(turn);
    view.reset();
    view.update();
    this.keepFocus(view);
    return this.run(turn, view);
  }

  stop() {
    this.running?.abort();
  }

  async run(turn, view) {
    const control = new AbortController();
    this.running = control;
    this.composer.busy(true);
    const moves = watchMoves();
    const follow = () => moves.moved || reveal(view.node);
    const body = { question: turn.question, history: this.thread.history(turn), plan_ids: this.config.plans };
    if (!turn.spelling) body.spelling = false;
    try {
      turn.reply = await askService(this.config.server, body, control.signal, (name, data) => {
        if (name === "meta") turn.screened = data.reason !== "personal_data";
        view.part(name, data);
        if (name === "meta") follow();
      });
      turn.state = "done";
      turn.screened = true;
    } catch (failure) {
      turn.state = failure.code === "stopped" ? "stopped" : "failed";
      turn.error = { code: failure.code, said: failure.said };
    }
    if (this.running === control) {
      this.running = null;
      this.composer.busy(false);
    }
    moves.end();
    if (!this.thread.turns.includes(turn)) return;
    this.thread.save();
    view.update();
    follow();
    this.announce(outcome(this.t, turn));
  }

  /** Forget the conversation, with a way back until the next question. */
  clear() {
    this.stop();
    const turns = this.thread.clear();
    const { t } = this;
    this.undo = turns.length
      ? el("p", { class: "undo" }, t("cleared"), button(t("undo"), () => {
          this.thread.turns = turns;
          this.thread.save();
          this.undo = null;
          this.draw();
          this.composer.input.focus();
          this.announce(t("restored"));
        }, { class: "plain" }))
      : null;
    this.views.clear();
    this.log.replaceChildren();
    this.greet();
    this.composer.input.focus();
    this.announce(t("cleared"));
  }
}

function outcome(t, turn) {
  if (turn.state === "stopped") return t("announce_stopped");
  if (turn.state === "failed") return `${t("failed")}。${failureWords(t, turn.error)}`;
  if (turn.reply.status === "refused") return t("announce_refused", { reason: t(`reason_${turn.reply.reason}`) });
  return t("announce_done", { n: turn.reply.citations.length });
}

/** Copy text; pages that are not served over HTTPS have no clipboard interface. */
async function copyText(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el("textarea", { class: "sr", readonly: true });
    field.value = text;
    place.append(field);
    const before = place.getRootNode().activeElement;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }
}
