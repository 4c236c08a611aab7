// Draws the add-in's PNG icons from manifest/icons/amend.svg, in every size that Outlook asks for, and from amend-outline.svg the white one that
// the JSON manifest's package has beside them.
//
// AMEND_ICONS   the folder of the drawings, and of the pictures
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./stage.mjs";

const folder = process.env.AMEND_ICONS;
if (!folder) throw new Error("AMEND_ICONS must name the folder of amend.svg");
// The ribbon's, the list of add-ins' (64, 128), phones' (25, 32 and 48, once, twice and three times as fine), the JSON package's (192).
const sizes = [16, 20, 24, 25, 32, 40, 48, 50, 64, 75, 80, 96, 128, 144, 192];
const pictures = [...sizes.map((size) => ["amend", size]), ["amend-outline", 32]];

const browser = await launch();
try {
  const page = await browser.newPage();
  for (const [name, size] of pictures) {
    const drawing = readFileSync(join(folder, `${name}.svg`), "utf8");
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`);
    await page.screenshot({ path: join(folder, `${name}-${size}.png`), omitBackground: true });
  }
} finally {
  await browser.close();
}
console.log(`drew ${pictures.length} pictures in ${folder}`);
