// Elements from values. Text becomes text nodes, never markup; no caller passes a tag or an
// attribute name that came from outside.

// Characters that reorder or hide text: they carry no meaning and have been used to deceive.
const DECEIVING = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;
const SVG = "http://www.w3.org/2000/svg";

/** Text as it may be shown. */
export const shown = (text) => String(text).replace(DECEIVING, "");

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [type, handler] of Object.entries(value)) node.addEventListener(type, handler);
    } else {
      node.setAttribute(name, value === true ? "" : shown(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(shown(child)));
  }
  return node;
}

/** An HTML element: `el("p", {class: "note"}, "text", …)`; `on` holds event handlers. */
export const el = (name, props = {}, ...children) =>
  fill(document.createElement(name), props, children);

/** An SVG element. */
export const svg = (name, props = {}, ...children) =>
  fill(document.createElementNS(SVG, name), props, children);

/** Replace what a node holds. */
export function put(node, ...children) {
  node.replaceChildren();
  return fill(node, {}, children);
}

/** A button that does one thing. */
export const button = (label, act, props = {}) =>
  el("button", { type: "button", ...props, on: { click: act, ...props.on } }, label);

/** An id no other element of this page's widgets has. */
let last = 0;
export const uid = (name) => `pq-${name}-${++last}`;

/** Whether movement is welcome. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether the reader has moved the page since; then nothing moves it for them. */
export function watchMoves() {
  const stop = new AbortController();
  const watch = { moved: false, end: () => stop.abort() };
  for (const type of ["wheel", "touchmove", "keydown"]) {
    addEventListener(type, () => (watch.moved = true), { passive: true, signal: stop.signal, capture: true });
  }
  return watch;
}

/** Bring into view from its start. */
export const reveal = (node) =>
  node.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
