// Goes back and forth between the two downloads of the widget: the small one that everybody loads, and the whole one with the pages of
// administration. Ends with status 1 and what went wrong.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   an administrator who has a profile
// AMEND_SHOTS  folder for the screenshots
import { open, settled, shot, signIn, perform } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;

/** Where the page is, which download shows it, and whether it is the document that was marked last. */
async function standing(page) {
  await settled(page);
  return page.evaluate(() => {
    const isSmall = document.getElementById("boot").dataset.wasm.startsWith("/employee-");
    return `${location.pathname} ${isSmall ? "small" : "whole"} ${window.marked ? "same" : "loaded"}`;
  });
}

async function expect(page, wanted) {
  // The address in the bar moves before the page does.
  const [path] = wanted.split(" ");
  await page.waitForURL((now) => now.pathname === path);
  let found = "";
  for (let turn = 0; turn < 50 && found !== wanted; turn += 1) {
    // A page that is being left answers nothing.
    found = await standing(page).catch((error) => String(error));
    if (found !== wanted) await page.waitForTimeout(100);
  }
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`);
  await page.evaluate(() => { window.marked = true; });
}

const findings = [];
await perform({ findings, shots, name: "downloads" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(15_000);
  const menu = (name) => page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name }).click();
  const heading = (name) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  await signIn(page, user, password);
  await expect(page, "/profile small loaded");
  const title = page.getByLabel("Job title", { exact: true });
  await title.fill("Keeper of the directory");
  await menu(/^People/);
  await expect(page, "/people whole loaded");
  await heading("People");
  await shot(page, shots, "people");
  await menu(/^Attributes/);
  await expect(page, "/attributes whole same");
  await page.goBack();
  await expect(page, "/people whole same");
  await page.goBack();
  await expect(page, "/profile small loaded");
  await heading("My profile");
  if ((await title.inputValue()) !== "Keeper of the directory") throw new Error("the draft is lost on the way");
  await page.getByRole("button", { name: /Discard/ }).first().click();
  await page.goForward();
  await expect(page, "/people whole loaded");
  // The whole widget holds everybody's pages too: no second load.
  await menu(/^My changes/);
  await expect(page, "/changes whole same");
  // After a reload the small one stands there, and with it the history of the whole one.
  await page.reload();
  await expect(page, "/changes small loaded");
  await page.goBack();
  await expect(page, "/people whole loaded");
  await heading("People");
  // An address that was not asked for by a link, without a session: one signs in there and is where one wanted to be.
  await page.context().clearCookies();
  await page.goto("/exports");
  await page.locator('input[autocomplete="username"]').fill(user);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.locator('form button[type="submit"]').click();
  await heading("Exports");
  await expect(page, "/exports whole loaded");
  await page.goto("/nowhere");
  await heading("There is no such page");
  await expect(page, "/nowhere whole loaded");
  findings.push(...problems);
});
