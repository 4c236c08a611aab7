// Where values come from and go, in a browser: a suggestion on a locked field with its reason, a conflict settled by the person, a history by attribute,
// conflicts settled by rule, a run and a person set back after a look, the audit log searched, taken as a file and checked. Ends with the accessibility
// findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   an administrator
// AMEND_EMPLOYEE, AMEND_EMPLOYEE_PASSWORD   whose profile it is about
// AMEND_PERSON, AMEND_RUN   their number, and that of the run that is set back
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const { AMEND_EMPLOYEE: employee, AMEND_EMPLOYEE_PASSWORD: own, AMEND_PERSON: person, AMEND_RUN: run } = process.env;
const findings = [];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(1280, 768, 320))));

async function suggests(page) {
  await page.goto("/profile");
  await settled(page);
  await page.getByRole("button", { name: "Suggest a correction of Department", exact: true }).click();
  const field = page.getByLabel("Department", { exact: true });
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/me/draft") && answer.request().method() === "PATCH");
  await field.fill("Sales and Service");
  await page.getByText("An administrator decides on what you suggest here.").waitFor();
  await look(page, "suggesting");
  // What is typed outlives a reload, and the reason is asked for before it is sent.
  await kept;
  await page.reload();
  await settled(page);
  if ((await field.inputValue()) !== "Sales and Service") throw new Error("what was typed into a locked field is lost");
  await page.getByText("What you typed is kept", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").getByText("Say why", { exact: false }).waitFor();
  await page.getByLabel("Why is it wrong?", { exact: false }).fill("We were merged in May");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("1 change saved", { exact: false }).waitFor();
  await page.getByText("On its way: Sales and Service").waitFor();
  await look(page, "suggested");
}

async function settles(page) {
  await page.goto("/changes");
  await settled(page);
  await page.getByRole("heading", { name: "Your choice is needed" }).waitFor();
  await page.getByText("In the directory now").first().waitFor();
  await look(page, "my-conflict");
  await page.getByRole("button", { name: "Take the directory’s value" }).first().click();
  await page.getByText("The directory’s value stands.").waitFor();
  await page.getByRole("heading", { name: "Your choice is needed" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Propose again" }).first().click();
  await page.getByText("It is proposed again.").waitFor();
}

async function looksBack(page) {
  await page.goto("/profile");
  await settled(page);
  await page.getByRole("button", { name: "Where Job title comes from" }).click();
  await page.getByRole("link", { name: "History of this field" }).first().click();
  await page.getByRole("heading", { level: 1, name: "History of my profile" }).waitFor();
  await settled(page);
  // It is chosen as soon as the attributes are there to choose from.
  await page.waitForFunction(() => [...document.querySelectorAll("select")].some((one) => one.value === "title"));
  const rows = await page.locator("tbody tr").count();
  await page.getByRole("combobox", { name: "Attribute" }).selectOption({ label: "All attributes" });
  await page.waitForFunction((few) => document.querySelectorAll("tbody tr").length > few, rows);
  await page.getByText("The directory said something new").first().waitFor();
  await look(page, "my-history");
  await page.goBack();
}

async function settlesAll(page) {
  await page.goto("/approvals?state=conflict");
  await settled(page);
  await look(page, "conflict-cards");
  await page.getByRole("link", { name: "Settle many at once" }).click();
  await page.getByRole("heading", { level: 1, name: "Conflicts" }).waitFor();
  await settled(page);
  await page.getByRole("combobox", { name: "Attribute" }).selectOption({ label: "Room" });
  await page.getByText("3 conflicts").waitFor();
  await look(page, "conflicts");
  await page.getByRole("button", { name: "Take the directory’s value for all" }).click();
  const ask = page.getByRole("dialog", { name: "Take the directory’s value for all of these?" });
  await ask.getByText("3 conflicts").waitFor();
  await look(page, "conflicts-asked");
  await ask.getByRole("button", { name: "Take the directory’s value for all" }).click();
  await page.getByText("3 conflicts settled.").waitFor();
  await page.getByText("No conflicts").waitFor();
}

async function setsBack(page) {
  await page.goto(`/sources/1/runs/${run}`);
  await settled(page);
  await page.getByRole("link", { name: "Set back what this run changed…" }).click();
  await page.getByRole("heading", { level: 1, name: `Set back run ${run}` }).waitFor();
  await page.getByRole("cell", { name: "Is set back" }).first().waitFor();
  await look(page, "undo-run");
  await page.getByRole("button", { name: /^Set back \d+ value/ }).click();
  const ask = page.getByRole("dialog", { name: "Set these values back?" });
  await ask.getByLabel("Why?", { exact: false }).fill("The run had the wrong file");
  await look(page, "undo-asked");
  await ask.getByRole("button", { name: /^Set back \d+ value/ }).click();
  await page.getByText(/\d+ values? (was|were) set back\./).waitFor();
  await page.getByRole("cell", { name: "Stands already" }).first().waitFor();

  await page.goto(`/people/${person}`);
  await settled(page);
  await page.getByRole("link", { name: "Everything that happened: the history" }).click();
  await page.getByRole("heading", { level: 1, name: /^History of / }).waitFor();
  await settled(page);
  await look(page, "history");
  await page.getByRole("link", { name: "Back to before this" }).first().click();
  await page.getByRole("heading", { level: 1, name: /^Set back / }).waitFor();
  await page.getByRole("cell").first().waitFor();
  await look(page, "undo-person");
}

async function audits(page) {
  await page.goto("/audit");
  await settled(page);
  await page.getByPlaceholder("Search names, actions and details").fill("larsen");
  await page.waitForFunction(() => location.search.includes("text=larsen"));
  await settled(page);
  await page.getByRole("combobox", { name: "Attribute" }).selectOption({ label: "Job title" });
  await page.waitForFunction(() => location.search.includes("attribute=title"));
  await settled(page);
  const today = new Date().toISOString().slice(0, 10);
  await page.getByLabel("Until", { exact: true }).fill(today);
  await page.waitForFunction(() => location.search.includes("to="));
  await settled(page);
  const rows = await page.locator("tbody tr").count();
  if (rows === 0) throw new Error("nothing is found");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  if (download.suggestedFilename() !== "audit.csv") throw new Error(download.suggestedFilename());
  await page.getByRole("button", { name: "Check the chain" }).click();
  await page.getByText("The chain is whole", { exact: false }).waitFor();
  await look(page, "audit");
  await page.reload();
  await settled(page);
  if ((await page.locator("tbody tr").count()) !== rows) throw new Error("the filters do not outlive a reload");
}

await perform({ findings, shots, name: "history" }, async (browser) => {
  const hers = await open(browser, { url });
  await signIn(hers.page, employee, own);
  await suggests(hers.page);
  await settles(hers.page);
  await looksBack(hers.page);
  const theirs = await open(browser, { url });
  await signIn(theirs.page, user, password);
  await settlesAll(theirs.page);
  await setsBack(theirs.page);
  await audits(theirs.page);
  findings.push(...hers.problems, ...theirs.problems);
});
console.log(`${findings.length} findings; screenshots in ${shots}`);
