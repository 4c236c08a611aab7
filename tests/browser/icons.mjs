// Draws the add-in's PNG icons from manifest/icons/amend.svg, in the sizes that Outlook asks for.
//
// AMEND_ICONS   the folder of amend.svg, and of the pictures
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./stage.mjs";

const folder = process.env.AMEND_ICONS;
if (!folder) throw new Error("AMEND_ICONS must name the folder of amend.svg");
const drawing = readFileSync(join(folder, "amend.svg"), "utf8");
const sizes = [16, 32, 64, 80, 128];

const browser = await launch();
try {
  const page = await browser.newPage();
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`);
    await page.screenshot({ path: join(folder, `amend-${size}.png`), omitBackground: true });
  }
} finally {
  await browser.close();
}
console.log(`drew ${sizes.join(", ")} pixels in ${folder}`);
