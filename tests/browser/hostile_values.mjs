// Opens pages full of values that want to be script or markup, and everything on them that can be opened. Ends with status 1 where a script ran, a value
// became markup, a dialog of the browser came up, the page's policy had to refuse something, or a page that should have shown such a value did not.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who looks
// AMEND_PAGES  paths divided by spaces, each of which shows such a value
// AMEND_WHOLE  more paths, each of which shows every text of the file, letter by letter
// AMEND_VALUES a file with a JSON list of them
// AMEND_OTHERS more paths, which have none to show
// AMEND_SHOTS  folder for the screenshots
import { readFileSync } from "node:fs";
import { open, perform, settled, shot, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const paths = (text) => text.split(" ").filter((path) => path !== "");
const [pages, whole, others] = ["PAGES", "WHOLE", "OTHERS"].map((name) => paths(process.env[`AMEND_${name}`]));
const values = JSON.parse(readFileSync(process.env.AMEND_VALUES, "utf8"));
/** The texts of a page one by one, each as it stands in its place. */
const placesOf = (page) => page.evaluate(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [...document.querySelectorAll("input, textarea")].map((input) => input.value);
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  return texts;
});
const findings = [];
if (pages.length === 0) throw new Error("no page was to show any of the values: nothing was tried");
if (values.length < 200) findings.push(`only ${values.length} texts`);
await perform({ findings, shots, name: "hostile_values" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.on("dialog", async (dialog) => {
    findings.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("popup", (popup) => findings.push(`a window: ${popup.url()}`));
  await signIn(page, user, password);
  for (const path of [...pages, ...whole, ...others]) {
    await page.goto(path);
    await settled(page);
    await page.locator("table, article, form, .nothing, .card").first().waitFor();
    // What is told on demand: where values come from, why something is so.
    for (const button of await page.locator('main button[aria-expanded="false"]').all()) {
      if (await button.isVisible()) await button.click();
    }
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    const seen = await page.evaluate(() => ({
      ran: window.hostile,
      markup: [...document.querySelectorAll("[data-hostile], iframe, object, embed, base, meta[http-equiv=refresh]")]
        .map((element) => element.outerHTML.slice(0, 120)),
      handlers: [...document.querySelectorAll("*")].filter((element) =>
        element.getAttributeNames().some((name) => name.startsWith("on")) || /^\s*javascript:/i.test(element.getAttribute("href") ?? "")).length,
      text: document.body.innerText + [...document.querySelectorAll("input, textarea")].map((input) => input.value).join("\n"),
    }));
    if (seen.ran !== undefined) findings.push(`${path}: a script ran`);
    for (const markup of seen.markup) findings.push(`${path}: markup ${markup}`);
    if (seen.handlers > 0) findings.push(`${path}: ${seen.handlers} elements carry a script`);
    if (pages.includes(path) && !seen.text.includes("data-hostile")) findings.push(`${path}: no such value is shown as text`);
    if (whole.includes(path)) {
      const places = new Set(await placesOf(page));
      const missing = values.filter((value) => !places.has(value));
      for (const value of missing.slice(0, 10)) findings.push(`${path}: not shown as it is: ${JSON.stringify(value).slice(0, 120)}`);
      if (missing.length > 10) findings.push(`${path}: and ${missing.length - 10} more`);
    }
    await shot(page, shots, `${user}-${path}`);
  }
  findings.push(...problems);
});
console.log(`${pages.length} pages with such values, ${whole.length} with each of ${values.length}, ${others.length} without, ${findings.length} findings`);
