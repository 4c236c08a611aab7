// The people of a source are to be known by another attribute: the card says that it is not read, the page shows who is which entry, and after
// the number is typed everybody is known by the new id. Ends with the accessibility findings, and with everything that went wrong without being
// shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, launch, lookAt, open, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(1280, 320))));

const browser = await launch();
const { page, problems } = await open(browser, { url });

await signIn(page, user, password);
await page.goto("/sources");
await page.getByText("This source is not read: its people are known by entryUUID", { exact: false }).waitFor();
await look(page, "due");
await page.getByRole("link", { name: "Change how people are recognised" }).first().click();
await page.getByRole("heading", { level: 1, name: "Re-key corp" }).waitFor();
await page.getByText("Nothing has been looked at yet").waitFor();
await look(page, "empty");

// By the keyboard alone: the attribute is filled in, the key is chosen, Enter asks.
await page.getByLabel("Attribute that holds the id").focus();
await page.keyboard.press("Enter");
await page.getByText(/28 people recognised · 2 in doubt/).waitFor();
for (const list of await page.locator("summary").all()) await list.click();
await page.getByText("several have the same").waitFor();
await page.getByRole("cell", { name: /emma\.larsen@example\.test/ }).first().waitFor();
await look(page, "preview");

// Another key makes the preview one of other choices.
const key = page.getByLabel("Recognise people by");
await key.selectOption({ label: "User name" });
await page.getByText("This preview is of other choices.").waitFor();
const rekey = page.getByRole("button", { name: "Re-key", exact: true });
if (await rekey.isEnabled()) throw new Error("what was not looked at can be confirmed");
await key.selectOption({ label: "E-mail address" });

await rekey.click();
const dialog = page.getByRole("dialog");
const sure = dialog.getByRole("button", { name: "Re-key", exact: true });
await page.keyboard.type("27");
if (await sure.isEnabled()) throw new Error("another number is taken");
await page.keyboard.press("Backspace");
await page.keyboard.type("8");
await look(page, "confirm");
await page.keyboard.press("Enter");
await page.getByText("28 people have other ids now.").waitFor();
await look(page, "done");
await page.getByRole("link", { name: "See the run that reads everything anew" }).click();
await page.getByRole("heading", { level: 1, name: /^Run \d+ of corp/ }).waitFor();

// A wrong name is told where it was asked, and nothing is lost.
await page.goto("/sources/1/rekey");
await page.getByLabel("Attribute that holds the id").fill("user password");
await page.getByRole("button", { name: "Preview", exact: true }).click();
await page.getByRole("alert").waitFor();
if ((await page.getByLabel("Attribute that holds the id").inputValue()) !== "user password") throw new Error("what was typed is lost");
await look(page, "refused");
await browser.close();

const wrong = [...problems, ...findings];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
