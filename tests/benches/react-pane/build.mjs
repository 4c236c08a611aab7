// Builds the pane into the folder named on the command line, each text beside a `.br` copy, as Amend's own build does.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2];
await build({
  entryPoints: [join(here, "src/pane.jsx")], outfile: join(folder, "react-0000000000000000.js"), bundle: true, minify: true, format: "esm",
  target: "es2022", jsx: "automatic", legalComments: "none", define: { "process.env.NODE_ENV": '"production"' },
});
// Amend's own build has laid MSAL.js there.
const msal = readdirSync(folder).find((name) => /^msal-.*\.js$/.test(name));
writeFileSync(join(folder, "react.html"), readFileSync(join(here, "react.html"), "utf8").replace("msal.js", msal));
for (const name of ["react.html", "react-0000000000000000.js"]) {
  const bytes = readFileSync(join(folder, name));
  const best = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: best }));
}
