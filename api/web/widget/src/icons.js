// Small line icons; each stands beside words or in a named button, so all are hidden from
// assistive technology.
import { svg } from "./dom.js";

const PATHS = {
  ask: "M4 5h16v11H10l-4.5 3.5V16H4z M8 9h8 M8 12.5h5",
  close: "M6 6l12 12 M18 6L6 18",
  clear: "M5 12a7 7 0 1 0 2.2-5.1 M4 4.5v4h4",
  display: "M3.5 18L8 6h1.4l4.5 12 M5.2 14h7 M15 18l2.6-7h1.2l2.7 7 M16 15.6h4.4",
  send: "M12 19V5 M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  copy: "M9 9h10v11H9z M5 15V4h10",
  speak: "M4 10v4h3.5L12 18V6L7.5 10z M15.5 9.2a4 4 0 0 1 0 5.6 M18 6.8a7.4 7.4 0 0 1 0 10.4",
  open: "M14 5h5v5 M19 5l-8.5 8.5 M10 6H5v13h13v-5",
  down: "M6 9.5l6 6 6-6",
  yes: "M7 11v8H4v-8z M7 11l4-7c1.6 0 2.5 1 2.2 2.6L12.6 10H18c1.4 0 2.2 1.2 1.8 2.4l-1.7 5c-.4 1-1 1.6-2.1 1.6H7",
  no: "M7 13V5H4v8z M7 13l4 7c1.6 0 2.5-1 2.2-2.6L12.6 14H18c1.4 0 2.2-1.2 1.8-2.4l-1.7-5C17.7 5.6 17.1 5 16 5H7",
};

/** The icon of this name. */
export const icon = (name) =>
  svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
