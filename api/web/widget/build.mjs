// Bundles src/main.js with its style sheets and messages into one file, widget.js. Its first line
// names the sources' SHA-256, by which a test sees whether the file is up to date.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";

const here = import.meta.dirname;

/** Every source, in the order of its path. */
function sources() {
  const found = readdirSync(join(here, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(here.length + 1).replaceAll("\\", "/"));
  return [...found, "../messages.json"].sort((a, b) => (a < b ? -1 : 1));
}

const digest = createHash("sha256");
for (const path of sources()) digest.update(`${path}\n`).update(readFileSync(join(here, path)));

const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await build({
  entryPoints: [join(here, "src/main.js")],
  outfile: join(here, "widget.js"),
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["chrome105", "firefox113", "safari16.4"],
  banner: { js: `/* planqa widget, Apache-2.0; sources ${digest.digest("hex")} */` },
  plugins: [styles],
  logLevel: "info",
});
