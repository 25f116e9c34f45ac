// Words of the interface (api/web/messages.json) and small things said about values.
import catalogue from "../../messages.json";

export const LANGUAGES = Object.keys(catalogue);

/** The catalogue's language nearest to a language tag; simplified Chinese where none is. */
export function nearestLanguage(tag) {
  const lower = (tag || "").toLowerCase();
  if (/^en\b/.test(lower)) return "en";
  if (/^zh-(hant|tw|hk|mo)\b/.test(lower)) return "zh-Hant";
  return "zh-CN";
}

/** Looks up and fills messages: `t("year", {year: 2025})`. */
export function translator(language) {
  const words = catalogue[language];
  const t = (key, values = {}) =>
    (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  t.language = language;
  t.has = (key) => key in words;
  return t;
}

/** The name of a language in itself. */
export const languageName = (language) => catalogue[language].lang_name;

/** A value with its comparator in words: 不低于95%. */
export const inWords = (t, value) => t(`cmp_${value.comparator}`, { value: `${value.value}${value.unit}` });

/** When a value holds. */
export const time = (t, value) =>
  value.year ? t("year", { year: value.year }) : value.period || t("no_year");

/** What a plan adds to a value in words, such as 目标低于基期. */
export const notes = (t, indicator) =>
  indicator.notes.map((note) => (t.has(`note_${note}`) ? t(`note_${note}`) : note));

/** Printed page, with where it is known from. */
export const pageOf = (t, citation) =>
  citation.page ? t(citation.page.basis === "toc" ? "page_toc" : "page_file", { n: citation.page.number }) : "";
