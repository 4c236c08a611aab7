// The forms around exports by keyboard alone: after how many days values are overdue, with a mistake told first; the list of what is stuck; a column
// profile; and a file that is made by it. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: "export forms" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const dialog = page.getByRole("dialog");
  /** Goes on with the tab key until it is reached, as somebody without a mouse does. */
  const reach = async (locator) => {
    await locator.waitFor();
    for (let steps = 0; steps < 150; steps += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the tab key does not lead to ${locator}`);
  };
  const press = async (locator) => {
    await reach(locator);
    await page.keyboard.press("Enter");
  };
  const write = async (locator, text) => {
    await reach(locator);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  };
  const choose = async (locator, label) => {
    await reach(locator);
    const chosen = () => locator.evaluate((field) => field.selectedOptions[0].textContent.trim());
    for (let steps = 0; steps < 10 && (await chosen()) !== label; steps += 1) await page.keyboard.press("ArrowDown");
    if ((await chosen()) !== label) throw new Error(`${label} cannot be chosen`);
  };
  await signIn(page, user, password);

  await page.goto("/exports/overdue");
  await settled(page);
  await page.getByText("Nothing is overdue").waitFor();
  await page.goto("/exports");
  await settled(page);
  await press(page.getByRole("button", { name: "Change the days…" }));
  const days = dialog.getByLabel("Days after the approval");
  await write(days, "many");
  await page.getByText("A whole number from 0 to 365").waitFor();
  await press(dialog.getByRole("button", { name: "Save", exact: true }));
  if (!(await dialog.isVisible())) throw new Error("what is no number was saved");
  await look(page, "days");
  await write(days, "1");
  await page.keyboard.press("Enter");
  await page.getByText("The days are set.").waitFor();
  await page.getByText("Values are overdue 1 day after their approval.").waitFor();
  await press(page.getByRole("link", { name: "1 value not in the directory yet" }));
  await page.getByRole("heading", { level: 1, name: "Not in the directory yet" }).waitFor();
  await page.getByText("No file was made since: make an export and hand it over.").waitFor();
  const where = page.getByLabel("Where it is stuck");
  await choose(where, "file not downloaded");
  await page.getByText("Nothing of the kind is overdue.").waitFor();
  await reach(where);
  await page.keyboard.press("Home");
  await page.getByText("No file was made since: make an export and hand it over.").waitFor();

  await page.goto("/exports/columns");
  await settled(page);
  await press(page.getByRole("button", { name: "Add a profile" }));
  await press(dialog.getByRole("button", { name: "Save", exact: true }));
  await page.getByText("A profile needs a name.").waitFor();
  await write(dialog.getByLabel("Name", { exact: true }), "Payroll");
  await choose(dialog.getByLabel(/^What names the person/), "User name");
  await write(dialog.getByLabel(/^Heading of the column that names the person/), "Staff account");
  await write(dialog.getByLabel(/\(title\)$/), "Occupation");
  await look(page, "profile");
  await press(dialog.getByRole("button", { name: "Save", exact: true }));
  await page.getByText("The profile Payroll is saved.").waitFor();
  await page.getByRole("definition").filter({ hasText: "Occupation" }).waitFor();

  await page.goto("/exports");
  await settled(page);
  await choose(page.getByLabel(/^Columns/), "Payroll");
  await press(page.getByRole("button", { name: "Make an export" }));
  await page.getByText("The export is ready to download.").waitFor();
  await page.getByText("Payroll", { exact: false }).first().waitFor();
  findings.push(...problems);
});
