// The attribute catalogue in a browser: a list of cities that follows the country is written, with mistakes told at their fields and a look at
// what would no longer fit; the form is put in another order; a set fills in an address, also where a field is locked; what is missing is told
// when the form opens and keeps it from being saved; a value is held in place for a person. Ends with the accessibility findings, and with
// everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD          who administers
// AMEND_EMPLOYEE, AMEND_EMPLOYEE_PASSWORD   whose form is filled in
// AMEND_PERSON the number of that person
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, launch, lookAt, open, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const { AMEND_EMPLOYEE: employee, AMEND_EMPLOYEE_PASSWORD: secret, AMEND_PERSON: person } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(1280, 768, 320))));

const browser = await launch();
const { page, problems } = await open(browser, { url });
await signIn(page, user, password);

// The page of an attribute: a mistake is told where it was made, and nothing is sent.
await page.goto("/attributes");
await look(page, "attributes");
await page.getByRole("link", { name: "City", exact: true }).click();
await page.getByRole("heading", { level: 1, name: "Attribute: City" }).waitFor();
const english = page.getByRole("group", { name: "What it is called" }).getByLabel("In English");
await english.fill("");
await page.getByLabel("Most characters").fill("none");
await page.getByRole("button", { name: "Save", exact: true }).click();
await page.getByText("An English name is needed.").waitFor();
await page.getByText("Enter a whole number above 0, or leave it blank.").waitFor();
await look(page, "mistakes");
await english.fill("City");
await page.getByRole("group", { name: "Help beside the field" }).getByLabel("In English").fill("Where your desk is.");
await page.getByLabel("What it holds").selectOption({ label: "One of a list" });
await page.getByLabel("The options depend on").selectOption({ label: "Country" });
const option = async (number, value, name, under) => {
  await page.getByRole("button", { name: "Add an option" }).click();
  const row = page.getByRole("group", { name: `Option ${number}` });
  await row.getByLabel("Value", { exact: true }).fill(value);
  await row.getByLabel("Name in English").fill(name);
  await row.getByLabel("Only beside these values of Country", { exact: false }).fill(under);
};
await option(1, "Oslo", "", "Norway");
await option(2, "Bergen", "", "NO");
await option(3, "PAR", "Paris", "France");
await page.getByRole("button", { name: "Move option 3 up" }).click();
await look(page, "options");
await page.getByRole("button", { name: "Save", exact: true }).click();
const effect = page.getByRole("dialog", { name: "What would no longer fit" });
await effect.getByText("would not fit", { exact: false }).first().waitFor();
await look(page, "effect");
await effect.getByRole("button", { name: "Save all the same" }).click();
await page.getByText("City is saved.").waitFor();

// The order of the form.
await page.goto("/attributes/form");
await page.getByRole("button", { name: "Move the section Place up" }).click();
await page.getByLabel("Name of the section place in English").fill("Where you work");
await page.getByRole("button", { name: "Move Room up" }).click();
await look(page, "order");
await page.getByRole("button", { name: "Save", exact: true }).click();
await page.getByText("The form is saved.").waitFor();

// A set of values: what is missing is told, then it is saved.
await page.goto("/attributes/sets");
await page.getByText("There are no sets").first().waitFor();
await page.getByRole("button", { name: "Add a set" }).click();
const form = page.getByRole("dialog", { name: "Add a set" });
await form.getByRole("button", { name: "Save" }).click();
await form.getByText("A set needs a name.").waitFor();
await form.getByText("Name at least one value to fill in.").waitFor();
await form.getByLabel(/^Name/).fill("Oslo office");
await form.getByLabel("Chosen by").selectOption({ label: "Office" });
await form.getByLabel(/^With the value/).fill("Head office");
const fills = async (place, label, value) => {
  await form.getByRole("button", { name: "Add a value" }).click();
  await form.getByRole("combobox", { name: "Attribute", exact: true }).nth(place).selectOption({ label });
  await form.getByLabel("Value", { exact: true }).nth(place).fill(value);
};
await fills(0, "Street", "Storgata 1");
await fills(1, "City", "Bergen");
await fills(2, "Department", "Headquarters");
await form.getByLabel("Ask for it even where the field is locked", { exact: false }).nth(2).check();
await look(page, "set");
await form.getByRole("button", { name: "Save" }).click();
await page.getByText("The set Oslo office is saved.").waitFor();
await look(page, "sets");

// The form says what is missing, fills in what goes with the office, and tells at the city that it does not go with the country.
const own = await open(browser, { url });
await signIn(own.page, employee, secret);
await own.page.goto("/profile");
await own.page.getByRole("heading", { level: 2, name: "Where you work" }).waitFor();
await own.page.getByText("1 field has to be filled in before you can save:").waitFor();
await look(own.page, "missing");
await own.page.getByRole("combobox", { name: /^Office/ }).selectOption({ label: "Head office" });
await own.page.getByText("Filled in:", { exact: false }).waitFor();
await own.page.getByText("You ask for: Headquarters.", { exact: false }).waitFor();
await own.page.getByRole("button", { name: "Undo", exact: true }).click();
if ((await own.page.getByLabel("Street", { exact: true }).inputValue()) === "Storgata 1") throw new Error("not undone");
await own.page.getByRole("combobox", { name: /^Office/ }).selectOption({ label: "Branch office" });
await own.page.getByRole("combobox", { name: /^Office/ }).selectOption({ label: "Head office" });
await own.page.getByText("You ask for: Headquarters.", { exact: false }).waitFor();
const cities = async () => (await own.page.getByRole("combobox", { name: /^City/ }).locator("option").allTextContents()).join();
if (!/Bergen/.test(await cities()) || /Paris/.test(await cities())) throw new Error(`not the cities of Norway: ${await cities()}`);
await own.page.getByRole("combobox", { name: /^Country/ }).selectOption({ label: "France" });
await own.page.getByText("This does not go with “France”.", { exact: false }).first().waitFor();
if (!/Paris/.test(await cities())) throw new Error(`not the cities of France: ${await cities()}`);
await look(own.page, "filled");
await own.page.getByRole("button", { name: "Save", exact: true }).click();
await own.page.getByText("Some fields need your attention", { exact: false }).waitFor();
await own.page.getByText("This field must not be blank.").first().waitFor();
await own.page.getByRole("combobox", { name: /^Country/ }).selectOption({ label: "Norway" });
await own.page.getByPlaceholder("Add to Skills").fill("chess");
await own.page.getByPlaceholder("Add to Skills").press("Enter");
await own.page.getByRole("button", { name: "Save", exact: true }).click();
await own.page.getByText(/changes saved/).waitFor();
await own.page.getByText("1 field has to be filled in", { exact: false }).waitFor({ state: "detached" });

// A value is held in place for a person.
await page.goto(`/people/${person}`);
await page.getByRole("button", { name: "Hold a value in place" }).click();
const hold = page.getByRole("dialog", { name: "Hold a value in place" });
await hold.getByRole("button", { name: "Hold it" }).click();
await hold.getByText("Choose a day to come.").waitFor();
await hold.getByText("Say why.").waitFor();
await hold.getByRole("combobox", { name: "Attribute", exact: true }).selectOption({ label: "Job title" });
await hold.getByLabel("Value; blank holds a blank").fill("Acting head");
await hold.getByLabel("Until the end of").fill(new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10));
await hold.getByLabel("Reason, for administrators").fill("Until June is back");
await look(page, "hold");
await hold.getByRole("button", { name: "Hold it" }).click();
await page.getByText("Job title is held until", { exact: false }).waitFor();
await page.getByText("Held in place by an administrator", { exact: false }).waitFor();
await look(page, "held");
await page.getByRole("button", { name: "Let it go: Job title" }).click();
await page.getByRole("dialog", { name: "Let Job title go?" }).getByRole("button", { name: "Let it go" }).click();
await page.getByText("Job title is no longer held.").waitFor();
await browser.close();

const wrong = [...problems, ...own.problems, ...findings];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
