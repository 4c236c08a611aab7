// Standing in, on the page of a person, as whoever administers everybody: nobody yet, what is missing told at the fields, a stand-in found by name and
// named, seen from both sides, and ended after a question. Then the entry as the directory sent it. Ends with the accessibility findings, and with
// everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD          who administers
// AMEND_ABSENT, AMEND_OTHER           the numbers of who is away and of who stands in
// AMEND_ABSENT_NAME, AMEND_OTHER_NAME their names
// AMEND_DN     the distinguished name of who is away
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, launch, lookAt, open, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const { AMEND_ABSENT: absent, AMEND_OTHER: other, AMEND_DN: dn } = process.env;
const { AMEND_ABSENT_NAME: absentName, AMEND_OTHER_NAME: otherName } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(1280, 768, 320))));

const browser = await launch();
const { page, problems } = await open(browser, { url });
await signIn(page, user, password);

await page.goto(`/people/${absent}`);
await page.getByRole("heading", { level: 2, name: "Stand-ins" }).waitFor();
await page.getByText("Nobody stands in for this person", { exact: false }).waitFor();
await look(page, "stand-ins-none");

// What is missing is told where it is missing, and nothing is sent.
await page.getByRole("button", { name: "Name a stand-in" }).click();
const dialog = page.getByRole("dialog", { name: `Name a stand-in for ${absentName}` });
const send = dialog.getByRole("button", { name: "Name a stand-in" });
await send.click();
await dialog.getByText("Search for a person and choose one of those found.").waitFor();
if ((await dialog.getByText("Choose a day.").count()) !== 2) throw new Error("both days are missing");
await look(page, "stand-ins-missing");

// Oneself, and days in the wrong order.
const choose = async (name) => {
  await dialog.getByRole("searchbox").fill(name);
  await dialog.getByRole("button", { name }).click();
  await dialog.getByText(`${name} is to stand in.`).waitFor();
};
await choose(absentName);
await dialog.getByText("Nobody stands in for themselves", { exact: false }).waitFor();
await dialog.getByLabel("From").fill("2020-01-02");
await dialog.getByLabel("Until").fill("2020-01-01");
await dialog.getByText("This is before the first day", { exact: false }).waitFor();
await dialog.getByLabel("Until").fill("2020-01-03");
await dialog.getByText("This day is past", { exact: false }).waitFor();
await look(page, "stand-ins-wrong");
await choose(otherName);
await dialog.getByLabel("Until").fill("2999-12-31");
await send.click();
await page.getByText(`${otherName} stands in for ${absentName}.`).first().waitFor();
const end = page.getByRole("button", { name: `End: ${otherName} stands in for ${absentName}`, exact: false });
await end.waitFor();
await look(page, "stand-ins-one");

// From the other side, and ended there after a question that may be left.
await page.goto(`/people/${other}`);
await end.click();
const question = page.getByRole("dialog", { name: `Shall ${otherName} no longer stand in for ${absentName}?` });
await look(page, "stand-ins-end");
await page.keyboard.press("Escape");
await question.waitFor({ state: "detached" });
await end.click();
await question.getByRole("button", { name: "End", exact: true }).click();
await page.getByText("Nobody stands in for this person", { exact: false }).waitFor();

// The entry as the directory sent it, opened by keyboard.
await page.goto(`/people/${absent}`);
await page.getByText("As the directory sent it").focus();
await page.keyboard.press("Enter");
await page.getByText(dn, { exact: true }).last().waitFor();
const term = page.getByRole("term").filter({ hasText: /^jpegPhoto$/ });
await term.waitFor();
await page.getByText(/in place of [\d,]+ bytes/).waitFor();
await term.scrollIntoViewIfNeeded();
await look(page, "as-sent");

await browser.close();

const wrong = [...problems, ...findings];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
