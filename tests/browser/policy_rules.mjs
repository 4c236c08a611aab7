// Rules for some people, in a browser: none at first, one written by the keyboard, its effect looked at before it is saved, refusals that keep
// what was typed, the order changed, a person's policy explained, and a change that the rule holds kept by an administrator. Ends with the
// accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_OU     the container of the rule
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, launch, lookAt, open, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_OU: ou, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(1280, 768, 320))));

const browser = await launch();
const { page, problems } = await open(browser, { url });

await signIn(page, user, password);
await page.goto("/attributes");
await page.getByRole("link", { name: "Rules for some people" }).click();
await page.getByRole("heading", { level: 1, name: "Rules for some people" }).waitFor();
await page.getByText("There are no rules").first().waitFor();
await look(page, "none");

// Written by the keyboard; a container that is none is told where it was asked, and nothing is lost.
await page.getByRole("button", { name: "Add a rule" }).click();
const form = page.getByRole("dialog", { name: "Add a rule" });
await form.getByLabel("Container, with all below it").fill("Oslo");
await form.getByRole("combobox", { name: "Attributes", exact: true }).selectOption({ label: "Room" });
await form.getByRole("combobox", { name: "Lock", exact: true }).selectOption({ label: "Locked" });
await form.getByRole("combobox", { name: "Approval", exact: true }).selectOption({ label: "Manager" });
await form.getByLabel("Most characters").fill("8");
await look(page, "form");
await form.getByLabel("Container, with all below it").focus();
await page.keyboard.press("Enter");
const effect = page.getByRole("dialog", { name: "What would change" });
await form.getByText("This is no distinguished name", { exact: false }).waitFor();
if (await effect.isVisible()) throw new Error("the effect of what cannot be is shown");
if ((await form.getByLabel("Most characters").inputValue()) !== "8") throw new Error("what was typed is lost");
// One where nobody is looks like one that is misspelled: it is saved only by somebody who says that it is right.
await form.getByLabel("Container, with all below it").fill(`ou=Nowhere,${ou}`);
await page.keyboard.press("Enter");
await effect.getByText("The rule holds for nobody now.", { exact: false }).waitFor();
if (await effect.getByRole("button", { name: "Save" }).isEnabled()) throw new Error("saved without being asked");
await effect.getByLabel("It is right: people will come").check();
if (await effect.getByRole("button", { name: "Save" }).isDisabled()) throw new Error("asked and not saved");
await effect.getByRole("button", { name: "Cancel" }).click();
await form.getByLabel("Container, with all below it").fill(ou);
await form.getByLabel("Container, with all below it").focus();
await page.keyboard.press("Enter");
await effect.getByText("8 people, 1 attribute").waitFor();
await effect.getByText("1 pending or approved change would be held", { exact: false }).waitFor();
await effect.getByRole("cell", { name: /Unlocked.*Locked/ }).first().waitFor();
await look(page, "effect");
await effect.getByRole("button", { name: "Save" }).click();
await page.getByText("The rules are saved.").waitFor();
await page.getByRole("heading", { level: 2, name: "Rule 1" }).waitFor();

// A second one for everybody goes before it.
await page.getByRole("button", { name: "Add a rule" }).click();
await form.getByRole("combobox", { name: "Attributes", exact: true }).selectOption({ label: "All attributes that are only in Amend" });
await form.getByRole("combobox", { name: "Mandatory", exact: true }).selectOption({ label: "May be blank" });
await form.getByRole("button", { name: "Show the effect" }).click();
await effect.getByText("Nothing would change for anybody now.").waitFor();
await effect.getByRole("button", { name: "Save" }).click();
await page.getByRole("heading", { level: 2, name: "Rule 2" }).waitFor();
await page.getByRole("button", { name: "Move rule 2 up" }).click();
await effect.getByText("Nothing would change for anybody now.").waitFor();
await effect.getByRole("button", { name: "Save" }).click();
await page.getByRole("listitem").filter({ hasText: "Rule 2" }).filter({ hasText: ou }).first().waitFor();

// Why Emma's room is locked.
await page.getByPlaceholder("Find a person").fill("emma");
await page.getByRole("button", { name: /Emma Larsen/ }).click();
await page.getByRole("combobox", { name: "Attribute", exact: true }).selectOption({ label: "Room" });
await page.getByText("It decides: Lock, Approval, Limits.").waitFor();
await page.getByText("It speaks of other attributes.").waitFor();
await look(page, "list");

// Her change is held, and kept.
await page.goto("/approvals");
await page.getByText("The attribute was locked or hidden for this person since.", { exact: false }).waitFor();
await look(page, "held");
await page.getByRole("button", { name: "Keep it" }).click();
await page.getByText("The change is kept and goes on.").waitFor();
await page.getByRole("button", { name: "Approve" }).first().waitFor();

// A rule is deleted only after its effect was shown; French says the same.
await page.goto("/attributes/rules");
await page.getByRole("button", { name: "Delete rule 2" }).click();
await effect.getByText("8 people, 1 attribute").waitFor();
await effect.getByRole("button", { name: "Delete" }).click();
await page.getByText("The rules are saved.").waitFor();
await page.getByRole("button", { name: /Account/ }).click();
await page.getByRole("button", { name: "Français" }).click();
await page.getByRole("heading", { level: 1, name: "Règles pour certaines personnes" }).waitFor();
await browser.close();

const wrong = [...problems, ...findings];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
