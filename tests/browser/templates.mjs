// Templates as an administrator makes one, writes its rows while they are tried on a person, sees what a change would come to before it is saved,
// switches a row off and reads who changed what. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SETTER, AMEND_SETTER_PASSWORD   somebody who sets what targets are given and lists nobody
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const { AMEND_SETTER: setter, AMEND_SETTER_PASSWORD: secret } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: "templates" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const dialog = page.getByRole("dialog");
  await signIn(page, user, password);
  await page.goto("/exports");
  await settled(page);
  await button("New template").click();
  await dialog.getByRole("button", { name: "Add" }).click();
  await page.getByText("Enter a name.").waitFor();
  await dialog.getByLabel("Name", { exact: true }).fill("Personnel");
  await look(page, "new");
  await dialog.getByRole("button", { name: "Add" }).click();
  await page.getByRole("heading", { name: "Template of Personnel" }).waitFor();
  await page.getByText("This template has no rows").waitFor();
  await look(page, "empty");

  // A row is tried while it is written.
  await button("Add a row").click();
  await dialog.getByLabel("What is written").selectOption("1");
  await dialog.getByLabel("Try it on").fill("emma");
  await dialog.getByRole("button", { name: /Emma Larsen/ }).click();
  const expression = dialog.locator("textarea");
  await expression.fill("{{ surname | shout }}");
  await page.getByText(/at character 14: there is no filter/).waitFor();
  await expression.fill("{{ given_name }} {{ surname | upper }}");
  await dialog.getByText("Emma LARSEN").waitFor();
  await dialog.getByLabel("Name in the target").fill("userPassword");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(/holds a password or a key, which Amend never writes/).waitFor();
  await look(page, "refused");
  await dialog.getByLabel("Name in the target").fill("Full name");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Full name is saved.").waitFor();
  await page.getByText("never exported").waitFor();

  // What a change would come to is told before it is saved.
  await button("Change Full name").click();
  await expression.fill("{{ surname }}");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.getByText(/would get another value/).waitFor();
  await dialog.getByRole("button", { name: "Save and look at what the target would be given" }).waitFor();
  await look(page, "effect");
  await dialog.getByRole("button", { name: "Save only" }).click();
  await page.getByText("{{ surname }}", { exact: true }).waitFor();

  await button("Switch off Full name").click();
  await page.getByText("Full name is off: nothing of it is written.").waitFor();
  const again = page.getByRole("button", { name: /^Re-export Full name/ });
  if (await again.isEnabled()) throw new Error("a row that is off can be exported again");
  await button("Switch on Full name").click();
  await page.getByText("Full name is on.").waitFor();
  const address = await page.getByRole("link", { name: "Re-export Full name" }).getAttribute("href");
  if (!/^\/exports\/\d+\/preview\?mapping=\d+$/.test(address)) throw new Error(`the row's button leads to ${address}`);
  await look(page, "rows");

  await page.getByRole("link", { name: "Test", exact: true }).click();
  await page.getByLabel("Try it on").fill("emma");
  await page.getByRole("button", { name: /Emma Larsen/ }).click();
  await page.getByRole("cell", { name: "Larsen", exact: true }).waitFor();
  await look(page, "test");

  await page.getByRole("link", { name: "History", exact: true }).click();
  await page.getByText("Template added").waitFor();
  await page.getByText(/before: \{\{ given_name \}\}/).waitFor();
  await look(page, "history");

  // The directory's own rows can be switched off, and expressions added.
  await page.goto("/exports/1");
  await settled(page);
  await page.getByText("The rows of attributes follow the mapping of the directory").waitFor();
  await look(page, "directory");

  // A row is moved by keyboard: the focus stays on the button that was pressed, and at the end is on the one that leads back.
  const names = () => page.locator("tbody tr td:nth-child(2) .name-of-entry").allTextContents();
  const [first, second, third] = await names();
  const press = async (key, order, focused) => {
    await page.keyboard.press(key);
    const is = ([order, focused]) => {
      const now = [...document.querySelectorAll("tbody tr td:nth-child(2) .name-of-entry")].map((one) => one.textContent);
      return order.every((name, place) => now[place] === name) && document.activeElement.getAttribute("aria-label") === focused;
    };
    await page.waitForFunction(is, [order, focused]);
  };
  await page.getByRole("button", { name: `Move ${third} up` }).focus();
  await press("Enter", [first, third, second], `Move ${third} up`);
  await press("Space", [third, first, second], `Move ${third} down`);
  await press("Enter", [first, third, second], `Move ${third} down`);
  await press("Enter", [first, second, third], `Move ${third} down`);

  // Whoever sets templates and lists nobody tries them all the same.
  const other = await open(browser, { url });
  await signIn(other.page, setter, secret);
  await other.page.goto("/exports/1/test");
  await settled(other.page);
  await other.page.getByLabel("Try it on").fill("emma");
  await other.page.getByRole("button", { name: /Emma Larsen/ }).click();
  await other.page.getByText(/Emma Larsen/).first().waitFor();
  await other.page.getByRole("cell", { name: "roomNumber", exact: true }).waitFor();
  await look(other.page, "test by a directory administrator");
  findings.push(...other.problems);

  await page.goto("/exports");
  await settled(page);
  // A file that was made stays in the list when its target is given up.
  const card = page.locator("section.card").filter({ has: page.getByRole("heading", { name: "Personnel", exact: true }) });
  await card.getByRole("button", { name: "Make an export" }).click();
  await page.getByText("The export is ready to download.").waitFor();
  await page.getByRole("link", { name: "Template of Personnel" }).click();
  await button("Give up…").click();
  await dialog.getByRole("button", { name: "Give up", exact: true }).click();
  await page.getByText("Personnel was given up.").waitFor();
  await page.getByText("Personnel (given up)", { exact: true }).waitFor();
  await look(page, "given up");
  findings.push(...problems);
});
