// Reads an answer aloud where the browser can; one voice at a time.
import { button, put } from "./dom.js";
import { icon } from "./icons.js";

export const canSpeak = () => "speechSynthesis" in window && typeof SpeechSynthesisUtterance === "function";

/** A button that starts and stops reading. Lines are spoken one by one: long texts are cut off
 * by some browsers. */
export function speechButton(t, text) {
  let speaking = false;
  const show = () => {
    put(node, icon(speaking ? "stop" : "speak"), t(speaking ? "speak_stop" : "speak"));
    node.setAttribute("aria-pressed", String(speaking));
  };
  const end = () => {
    speaking = false;
    show();
  };
  const node = button("", () => {
    const before = speaking;
    speechSynthesis.cancel();
    if (before) return end();
    speaking = true;
    show();
    const lines = text.replace(/\[\d+\]/g, "").split("\n").filter(Boolean);
    lines.forEach((line, i) => {
      const words = new SpeechSynthesisUtterance(line);
      words.lang = "zh-CN";
      if (i === lines.length - 1) words.onend = end;
      words.onerror = end;
      speechSynthesis.speak(words);
    });
  }, { class: "plain", "aria-pressed": "false" });
  show();
  return node;
}
