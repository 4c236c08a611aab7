// Looks at a list of pages as one person, at three widths, light and dark: screenshots, accessibility findings, policy
// violations. Ends with status 1 and the findings when there are any.
//
// AMEND_URL       the server, as http://127.0.0.1:8080
// AMEND_USER, AMEND_PASSWORD   who looks; nobody signs in when AMEND_USER is absent
// AMEND_PAGES     paths divided by spaces (default: /)
// AMEND_SHOTS     folder for the screenshots
import { axe, launch, open, scrollsSideways, settled, shot, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password = "", AMEND_SHOTS: shots } = process.env;
if (!url || !shots) throw new Error("AMEND_URL and AMEND_SHOTS must say where to look and where to put the pictures");
const pages = (process.env.AMEND_PAGES ?? "/").split(" ").filter(Boolean);

const findings = new Set();
const browser = await launch();
try {
  for (const width of [320, 768, 1280]) {
    const { context, page, problems } = await open(browser, { url, width });
    if (user) await signIn(page, user, password);
    for (const path of pages) {
      await page.goto(path);
      await settled(page);
      // Colours are the stylesheet's alone: the same page is looked at in both.
      for (const dark of [false, true]) {
        await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
        const look = `${width}${dark ? " dark" : ""}`;
        await shot(page, shots, `${path === "/" ? "start" : path}-${look}`);
        for (const finding of await axe(page)) findings.add(`${path} at ${look}: ${finding}`);
        if (await scrollsSideways(page)) findings.add(`${path} at ${look}: scrolls sideways`);
      }
    }
    for (const problem of problems) findings.add(`at ${width}: ${problem}`);
    await context.close();
  }
} finally {
  await browser.close();
}
for (const finding of findings) console.log(finding);
console.log(`${pages.length} pages, 6 looks each, ${findings.size} findings; screenshots in ${shots}`);
process.exitCode = findings.size === 0 ? 0 : 1;
