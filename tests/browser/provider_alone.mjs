// Where people have no password for Amend, the form is one step away, and a local administrator signs in through it. Ends with the accessibility
// findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   a local administrator
import { axe, launch, open, settled } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password } = process.env;
const browser = await launch();
const { page, problems } = await open(browser, { url, locale: "fr-FR", width: 320 });

await page.goto("/people");
await page.getByRole("link", { name: "Se connecter avec works account" }).waitFor();
if ((await page.locator("form").count()) > 0) problems.push("the form is shown to everybody");
problems.push(...(await axe(page)));
await page.getByRole("button", { name: "Se connecter comme administrateur local" }).click();
await page.locator('input[autocomplete="username"]').fill(user);
await page.locator('input[autocomplete="current-password"]').fill(password);
problems.push(...(await axe(page)));
await page.keyboard.press("Enter");
await page.getByRole("heading", { level: 1, name: "Personnes" }).waitFor();
await settled(page);
await browser.close();

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
