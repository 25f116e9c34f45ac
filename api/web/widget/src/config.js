// What the page that holds the widget sets, as data-* attributes (docs/widget.md).
import { nearestLanguage } from "./text.js";

const POSITIONS = ["right", "left", "inline"];

/** Origin of the script that runs now; empty where it was bundled into another. */
export const scriptOrigin = (() => {
  try {
    return new URL(document.currentScript.src).origin;
  } catch {
    return location.origin;
  }
})();

const listed = (text, mark) => (text || "").split(mark).map((part) => part.trim()).filter(Boolean);

/** Settings from an element's data-* attributes; anything unusable falls back. */
export function readConfig(data) {
  const plans = listed(data.plan, ",");
  return {
    server: (data.server || scriptOrigin).replace(/\/+$/, ""),
    plans: plans.length ? plans : null,
    title: data.title || "",
    language: nearestLanguage(data.lang || document.documentElement.lang),
    color: data.color && CSS.supports("color", data.color) ? data.color : "",
    position: POSITIONS.includes(data.position) ? data.position : "right",
    greeting: data.greeting || "",
    questions: listed(data.questions, "|").slice(0, 6),
    ask: data.ask || "",
    spelling: data.spelling !== "false",
    languageLink: data.languageLink || "",
  };
}
