// <planqa-widget>: the custom element, and the one that a script tag puts on its page.
import { App } from "./app.js";
import { accentStyles } from "./colour.js";
import { readConfig } from "./config.js";
import base from "./styles/base.css";
import controls from "./styles/controls.css";
import panel from "./styles/panel.css";
import reply from "./styles/reply.css";
import figures from "./styles/figures.css";
import modes from "./styles/modes.css";

const NAME = "planqa-widget";
const script = document.currentScript;

/** Constructed style sheets: no style element or attribute, so a strict policy allows them. */
function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
const shared = [base, controls, panel, reply, figures].map(sheet);
const last = sheet(modes); // high contrast wins over a configured colour

class PlanqaWidget extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    const config = readConfig(this.dataset);
    root.adoptedStyleSheets = [...shared, sheet(accentStyles(config.color, root)), last];
    const app = new App(root, config);
    this.replaceChildren(); // what stood in for the widget
    if (config.ask) app.ask(config.ask, config.spelling);
    if (config.ask && config.server === location.origin) asked();
  }
}

/** The question of the address was asked: a reload need not ask it again. */
function asked() {
  const url = new URL(location.href);
  for (const name of ["q", "spelling"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}

/** A page that holds no element gets one, with the script tag's settings. */
function mount() {
  if (!script || document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  Object.assign(element.dataset, script.dataset);
  if (script.dataset.position === "inline") script.after(element);
  else document.body.append(element);
}

if (!customElements.get(NAME)) {
  customElements.define(NAME, PlanqaWidget);
  if (document.body && document.readyState !== "loading") mount();
  else document.addEventListener("DOMContentLoaded", mount);
}
