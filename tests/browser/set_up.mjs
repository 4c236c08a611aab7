// A directory is set up as an administrator does it: from an empty page of sources, step by step, left and taken up again, to the first dry run
// and the end. Ends with the accessibility findings of the steps, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_LDAP, AMEND_BIND, AMEND_SECRET, AMEND_BASE   the directory
// AMEND_SHOTS  folder for the screenshots
import { launch, lookAt, open, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const { AMEND_LDAP: ldap, AMEND_BIND: bind, AMEND_SECRET: secret, AMEND_BASE: base } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false], [320, false]])));

const browser = await launch();
const { page, problems } = await open(browser, { url });
const button = (name) => page.getByRole("button", { name, exact: true });
const test = async () => {
  await button("Save and test").click();
  await settled(page);
};
const step = (name) => page.getByRole("heading", { level: 2, name, exact: true });

await signIn(page, user, password);
await page.goto("/sources");
await settled(page);
await look(page, "sources-empty");
await button("Set up a directory").click();
await page.getByLabel("Name of the source").fill("my corp");
await button("Begin").click();
await page.getByText("A name has 1 to 63 letters without accents, digits, - or _, and no blanks.").waitFor();
await page.getByLabel("Name of the source").fill("corp");
await button("Begin").click();

await step("Address and TLS").waitFor();
// What cannot be an address stays for whoever typed it, with the reason.
await page.getByLabel("Address of the server").fill("localhost");
await test();
await page.getByText("write it as ldaps://host:636 or ldap://host:389", { exact: false }).first().waitFor();
if ((await page.getByLabel("Address of the server").inputValue()) !== "localhost") findings.push("a refused address is gone");
await page.getByLabel("Address of the server").fill(ldap);
await test();
await page.getByText("The certificate comes from an authority that is not trusted here").first().waitFor();
await look(page, "address-refused");
await button("Pin this certificate").click();
await test();
await page.getByText(/The server answers: OpenLDAP/).first().waitFor();
await look(page, "address");
await button("Save and go on").click();

await step("Account").waitFor();
await page.getByLabel("Account that reads").fill(bind);
await page.getByLabel("Its password").fill("wrong");
await test();
await page.getByText("The server does not accept name or password").first().waitFor();
await page.getByLabel("Its password").fill(secret);
await test();
await page.getByText("The server takes the account.").first().waitFor();
await look(page, "account");
await button("Save and go on").click();

// Left, and taken up again where it was.
await step("Base").waitFor();
await page.goto("/sources");
await page.getByRole("link", { name: "Continue set-up" }).click();
await step("Base").waitFor();
// The steps say which are done, which one this is and which are to come, also to who does not see them.
const steps = page.getByRole("navigation", { name: "Steps" });
for (const name of ["Account (done)", "Base (this step)", "People (to do)"]) {
  await steps.getByRole("button", { name, exact: true }).waitFor();
}
const current = await steps.locator('[aria-current="step"]').allInnerTexts();
if (current.length !== 1 || !current[0].includes("Base")) throw new Error(`the step is said to be ${current}`);
await page.getByLabel("Where the search starts").fill(base);
await test();
await page.getByText("The base is there.").first().waitFor();
await button("Save and go on").click();

await step("People").waitFor();
await test();
await page.getByText("30 entries match.").first().waitFor();
if ((await page.locator(".set-up-sample > li").count()) !== 5) throw new Error("there are not five entries to look at");
await look(page, "people");
await button("Save and go on").click();

await step("Mapping").waitFor();
await page.getByLabel("Show values of").fill("emma.larsen");
await button("Show values").click();
await page.getByText("Account Manger", { exact: true }).first().waitFor();
const title = page.getByLabel("Read from, for Job title");
await title.fill("titel");
await button("Save and go on").click();
await page.getByText("The directory knows no attribute “titel”. Choose one of the list.").first().waitFor();
await look(page, "mapping");
await title.fill("title");

// One row is worked out: what it brings of Emma is shown while it is written, and what is wrong stands in the row.
const row = page.locator(".mapping-row", { hasText: "Name shown" });
await page.getByLabel("How Name shown is read").selectOption("expression");
const expression = page.getByLabel("Expression for Name shown");
await expression.fill("{{ givenName }} {{ sn | shout }}");
await row.getByText(/at character 25: there is no filter `shout`/).waitFor();
await expression.fill("{{ givenName }} {{ sn | upper }}");
await row.getByText("Emma LARSEN", { exact: true }).waitFor();
await page.getByText("What an expression can say").click();
await look(page, "expressions");
await expression.fill("{{ givenName }} {{ surnam }}");
await button("Save and go on").click();
await row.getByText("The directory knows no attribute “surnam”. Choose one of the list.").first().waitFor();
await expression.fill("{{ givenName }} {{ sn }}");
await button("Save and go on").click();

await step("Schedule").waitFor();
await button("Go on").click();
await step("Dry run").waitFor();
await button("Start the dry run").click();
await page.getByText("The dry run is done.").first().waitFor();
await look(page, "dry-run");
await button("Go on").click();
await step("Finish").waitFor();
await button("Finish").click();
await page.getByText("The source is set up.").first().waitFor();
await page.getByRole("heading", { level: 2, name: "corp", exact: true }).waitFor();
await page.getByRole("link", { name: "See what would happen" }).first().waitFor();
await look(page, "sources");
// What is kept of the password is not in the page.
await page.getByRole("link", { name: "Connection and mapping" }).click();
await settled(page);
await steps.getByRole("button", { name: /^Account/ }).click();
await page.getByText("A password is kept. Leave this blank to keep it.").first().waitFor();
if ((await page.content()).includes(secret)) throw new Error("the password is in the page");

await browser.close();
const all = [...problems, ...findings];
for (const one of all) console.error(one);
process.exit(all.length === 0 ? 0 : 1);
