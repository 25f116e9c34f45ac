// The configured colour, made readable: text on it and text in it reach 4.5 : 1 (WCAG 1.4.3).

/** Channels 0–255 of any CSS colour, as the browser reads it; null where it cannot. */
function channels(color, place) {
  const probe = document.createElement("span");
  probe.style.color = color;
  place.append(probe);
  const found = getComputedStyle(probe).color.match(/^rgba?\((\d+), (\d+), (\d+)/);
  probe.remove();
  return found ? found.slice(1, 4).map(Number) : null;
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const mix = (rgb, towards, share) => rgb.map((part, i) => Math.round(part + (towards[i] - part) * share));
const css = (rgb) => `rgb(${rgb.join(", ")})`;
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/** The colour moved towards black or white until it reads on `ground`. */
function readable(rgb, ground, towards) {
  let share = 0;
  while (contrast(mix(rgb, towards, share), ground) < 4.6 && share < 1) share += 0.05;
  return mix(rgb, towards, Math.min(share, 1));
}

/** Custom properties for a colour in both schemes, as style sheet text; "" without one. `place` is
 * where the page's own style sheet does not reach. */
export function accentStyles(color, place) {
  const rgb = color && channels(color, place);
  if (!rgb) return "";
  const ink = contrast(rgb, WHITE) >= 4.5 ? "#fff" : "#000";
  const rule = (text) => `--fill: ${css(rgb)}; --on-fill: ${ink}; --accent: ${css(text)};`;
  return (
    `.root { ${rule(readable(rgb, [234, 240, 247], BLACK))} }` +
    `@media (prefers-color-scheme: dark) { .root { ${rule(readable(rgb, [37, 46, 60], WHITE))} } }`
  );
}
