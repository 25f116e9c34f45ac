// A plan's figures drawn to scale: from zero, baseline to target on one line. The drawing says
// in words what it shows (role img with a name).
import { svg, uid } from "./dom.js";
import { inWords, notes, time } from "./text.js";

/** End of the scale: 100 for percentages that fit, else the next round number. */
export function scaleEnd(values, unit) {
  const top = Math.max(...values.map((value) => value.value), 0);
  if (unit === "%" && top <= 100) return 100;
  if (top <= 0) return 1;
  const step = 10 ** Math.floor(Math.log10(top));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * step).find((end) => end >= top * 1.02) ?? top;
}

/** The baseline and target that are joined: tables first, of the same scope or the plan's own. */
export function mainPair(values) {
  const first = (role, fits = () => true) => {
    const fitting = values.filter((value) => value.role === role && fits(value));
    return fitting.find((value) => value.source.kind === "table") ?? fitting[0];
  };
  const own = (value) => !value.scope || value.scope.startsWith("本");
  const target = first("target", own) ?? first("target");
  const baseline = first("baseline", (value) => value.scope === target?.scope) ?? first("baseline", own) ?? first("baseline");
  return { baseline, target };
}

/** The drawing in words. */
export function describe(t, indicator) {
  const values = indicator.values
    .map((value) =>
      t("chart_point", {
        time: time(t, value), scope: value.scope ? `（${value.scope}）` : "",
        role: t(`role_${value.role}`), value: inWords(t, value),
      }),
    )
    .join("，");
  return t("chart", { name: indicator.name, values, notes: notes(t, indicator).join("，") });
}

const anchor = (share) => (share < 0.24 ? "start" : share > 0.76 ? "end" : "middle");
const percent = (share) => `${Math.round(share * 1000) / 10}%`;

function zone(target, share) {
  if (target.comparator === ">=" || target.comparator === ">") return { x: percent(share), width: percent(1 - share) };
  if (target.comparator === "<=" || target.comparator === "<") return { x: 0, width: percent(share) };
  return null;
}

/** The drawing of one indicator; null where it has no number to draw. */
export function scale(t, indicator) {
  // One axis holds one unit: what another place gives in 亿元 stays in the table.
  const fits = (value) => value.value >= 0 && (!value.unit || !indicator.unit || value.unit === indicator.unit);
  const values = indicator.values.filter(fits);
  if (!values.length) return null;
  const end = scaleEnd(values, indicator.unit);
  const at = (value) => value.value / end;
  const { baseline, target } = mainPair(values);
  const others = values.filter((value) => value !== baseline && value !== target);
  const label = (value, y, kind) =>
    svg("text", { class: kind, x: percent(at(value)), y, "text-anchor": anchor(at(value)) },
      [value.year ? time(t, value) : "", value.scope, inWords(t, value)].filter(Boolean).join(" "));
  const reach = target && zone(target, at(target));
  const arrow = uid("arrow");
  const moves = baseline && target && at(baseline) !== at(target);
  return svg(
    "svg",
    { class: "scale", role: "img", "aria-label": describe(t, indicator), width: "100%", height: "6.5em" },
    svg("defs", {}, svg("marker", { id: arrow, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
      svg("path", { d: "M0 0L8 4L0 8Z", class: "tip" }))),
    svg("line", { class: "track", x1: 0, x2: "100%", y1: "3em", y2: "3em" }),
    reach && svg("rect", { class: "reach", ...reach, y: "2.7em", height: "0.6em" }),
    [0, 0.5, 1].map((share) => svg("line", { class: "tick", x1: percent(share), x2: percent(share), y1: "2.7em", y2: "3.3em" })),
    others.map((value) => svg("circle", { class: "other", cx: percent(at(value)), cy: "3em", r: "0.22em" })),
    moves && svg("line", { class: "move", x1: percent(at(baseline)), x2: percent(at(target)), y1: "3em", y2: "3em", "marker-end": `url(#${arrow})` }),
    target && svg("circle", { class: "target", cx: percent(at(target)), cy: "3em", r: "0.42em" }),
    baseline && svg("circle", { class: "baseline", cx: percent(at(baseline)), cy: "3em", r: "0.3em" }),
    baseline && label(baseline, "1.5em", "over"),
    target && label(target, "4.75em", "under"),
    [["0", 0], [`${end}${indicator.unit}`, 1]].map(([text, share]) =>
      svg("text", { class: "end", x: percent(share), y: "6.3em", "text-anchor": anchor(share) }, text)),
  );
}
