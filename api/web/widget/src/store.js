// The conversation: turns, what of them is kept over a reload (in this tab only), and what is
// told to the service as history.

const MAX_TURNS = 30;
export const MAX_HISTORY = 10;

/** Questions and answers of one tab; `key` keeps widgets of different plans apart. */
export class Thread {
  constructor(key) {
    this.key = `planqa:${key}`;
    this.turns = [];
    this.settings = { large: false, contrast: matchMedia("(prefers-contrast: more)").matches, open: false, language: "" };
    this.load();
  }

  /** A new turn that waits for its answer. */
  add(question, spelling = true) {
    const turn = { question, spelling, state: "waiting", reply: null, error: null, feedback: null, screened: false };
    this.turns.push(turn);
    this.save();
    return turn;
  }

  /** Earlier questions for a follow-up, oldest first; never one that holds personal data. */
  history(before) {
    const end = before === undefined ? this.turns.length : this.turns.indexOf(before);
    return this.turns
      .slice(0, end)
      .filter((turn) => turn.state === "done" && !unsaved(turn) && turn.reply.reason !== "unsafe")
      .map((turn) => turn.question)
      .slice(-MAX_HISTORY);
  }

  /** Forget every turn; returns them, so that it can be undone. */
  clear() {
    const turns = this.turns;
    this.turns = [];
    this.save();
    return turns;
  }

  /** Keep for a reload what may be kept: only questions the service has screened. */
  save() {
    const turns = this.turns
      .filter((turn) => turn.state !== "waiting" && turn.screened && !unsaved(turn))
      .slice(-MAX_TURNS);
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ turns, settings: this.settings }));
    } catch {
      // No storage here, or none left: the conversation lives on without surviving a reload.
    }
  }

  load() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key)) || {};
      this.turns = Array.isArray(kept.turns) ? kept.turns.filter(whole) : [];
      for (const [name, value] of Object.entries(kept.settings ?? {})) {
        if (typeof value === typeof this.settings[name]) this.settings[name] = value;
      }
    } catch {
      this.turns = [];
    }
  }
}

/** A turn whose question must not be kept: it was found to hold personal data. */
export const unsaved = (turn) =>
  turn.reply?.reason === "personal_data" || turn.error?.code === "personal_data";

/** Whether a kept turn is one of ours: another script of the page can write there too. */
const whole = (turn) =>
  typeof turn?.question === "string" &&
  (turn.state === "done" ? Array.isArray(turn.reply?.citations) : ["stopped", "failed"].includes(turn.state));
