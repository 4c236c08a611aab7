// Roles in a browser: one granted within an office from the tree of what people lie in, changed, and ended after a question; the last system
// administrator stays, with the reason. Then everybody in their role walks every page that their menu and those pages lead to: no request is
// refused, and no link is dead. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   a system administrator
// AMEND_NAME   the name of whoever is granted a role, as the page shows it
// AMEND_CAST   JSON: [[user name, role, [what the menu has]]], all with AMEND_THEIRS as their password
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, launch, lookAt, open, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_NAME: name, AMEND_SHOTS: shots } = process.env;
const cast = JSON.parse(process.env.AMEND_CAST);
const findings = [];

const look = async (page, name, looks = inBothColours(1280, 768, 320)) =>
  findings.push(...(await lookAt(page, shots, name, looks)));

const browser = await launch();
const { page, problems } = await open(browser, { url });
await signIn(page, user, password);
await page.goto("/administrators");
await page.getByRole("heading", { level: 1, name: "Administrators" }).waitFor();
await look(page, "list");

// Whoever chooses nobody, or no part, is told; nothing is sent.
await page.getByRole("button", { name: "Grant a role" }).click();
const form = page.getByRole("dialog", { name: "Grant a role" });
await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "System administrator" });
await form.getByText("can give and take every right", { exact: false }).waitFor();
await form.getByText("so it holds for everybody", { exact: false }).waitFor();
await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "People administrator" });
await form.getByRole("radio", { name: "People in these parts of the directory" }).check();
await form.getByRole("button", { name: "Grant a role" }).click();
await form.getByText("Choose who gets the role.").waitFor();
await form.getByText("Choose a container or name a group", { exact: false }).waitFor();
await form.getByPlaceholder("Find a person", { exact: false }).fill(name);
await form.getByRole("button", { name: new RegExp(name) }).click();
await form.getByText(`${name} gets it.`).waitFor();
await form.getByRole("checkbox", { name: "Oslo" }).check();
await look(page, "form");
await form.getByLabel("Groups").fill("nonsense");
await form.getByRole("button", { name: "Grant a role" }).click();
await form.getByText("is no distinguished name", { exact: false }).waitFor();
if (!(await form.getByRole("checkbox", { name: "Oslo" }).isChecked())) throw new Error("what was chosen is lost");
await form.getByLabel("Groups").fill("");
await form.getByRole("button", { name: "Grant a role" }).click();
await page.getByText("The role is granted.").waitFor();
const row = page.getByRole("row").filter({ hasText: name });
await row.getByText("People administrator").waitFor();
await row.getByText("Oslo").first().waitFor();

// Wider by the keyboard.
await row.getByRole("button", { name: `Change People administrator of ${name}` }).click();
const change = page.getByRole("dialog", { name: `Change People administrator of ${name}` });
await change.getByRole("checkbox", { name: "Paris" }).focus();
await page.keyboard.press("Space");
await change.getByRole("button", { name: "Save" }).click();
await page.getByText("It is saved.").waitFor();
await row.getByText("Paris").first().waitFor();
await look(page, "granted");

// Ended after a question.
await row.getByRole("button", { name: `End People administrator of ${name}` }).click();
const ask = page.getByRole("dialog", { name: "End this role?" });
await ask.getByText(`${name} no longer has the role`, { exact: false }).waitFor();
await look(page, "end", [[1280, false], [320, true]]);
await ask.getByRole("button", { name: "End" }).click();
await page.getByText("The role has ended.").waitFor();
await row.waitFor({ state: "detached" });

// What is about the log has its words.
await page.goto("/audit?action=admin.grant");
await page.getByText("holds within", { exact: false }).first().waitFor();
await page.context().close();

// Everybody in their role.
for (const [who, role, menu] of cast) {
  const visit = await open(browser, { url });
  const refused = [];
  visit.page.on("response", (response) => {
    if (response.url().includes("/api/") && response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  await signIn(visit.page, who, process.env.AMEND_THEIRS);
  const shown = await visit.page.locator("nav.menu .menu-name").allTextContents();
  if (JSON.stringify(shown) !== JSON.stringify(menu)) findings.push(`${role}: the menu has ${shown.join(", ")}`);
  const seen = new Set();
  const next = ["/"];
  while (next.length > 0 && seen.size < 40) {
    const address = next.shift();
    // Of many alike, one is enough.
    const kind = address.replace(/\d+/g, "N").split("?")[0];
    if (seen.has(kind)) continue;
    seen.add(kind);
    await visit.page.goto(address);
    await settled(visit.page);
    const wrong = await visit.page.getByText(/This page is not for you|There is no such page|It does not exist, or you may not see it|Your role does not allow this/).count();
    if (wrong > 0) findings.push(`${role}: ${address} is a dead link`);
    const links = await visit.page.locator("nav.menu a[href^='/'], main a[href^='/']:not([download])").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    next.push(...links.filter((link) => !link.startsWith("/api/")));
  }
  if (role.startsWith("people-admin")) {
    await visit.page.goto("/people");
    await look(visit.page, `people-${role}`, [[1280, false], [320, true]]);
  }
  findings.push(...refused.map((one) => `${role}: refused ${one}`), ...visit.problems.map((one) => `${role}: ${one}`));
  await visit.context.close();
}

await browser.close();
const all = [...findings, ...problems];
if (all.length > 0) {
  console.error(all.join("\n"));
  process.exit(1);
}
