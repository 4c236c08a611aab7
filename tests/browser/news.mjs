// What people are told, as they see it: the bell and its list, the question about their details, their choices, and for administrators what is set
// for everybody, letters that were not delivered, and who has confirmed. Ends with the accessibility findings, and with everything that went
// wrong without being shown.
//
// AMEND_URL    the server
// AMEND_EMPLOYEE, AMEND_MANAGER, AMEND_PASSWORD   who has news and is asked; who puts it off
// AMEND_ROOT, AMEND_ROOT_PASSWORD   who administers
// AMEND_REFUSED   the address to which a letter could not be delivered
// AMEND_PART   employee | manager | administrator
// AMEND_SHOTS  folder for the screenshots
import { inBothColours, lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_PART: part, AMEND_SHOTS: shots, AMEND_PASSWORD: password } = process.env;
const findings = [];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(320, 768, 1280))));

const parts = {
  async employee(page) {
    // A letter's link leads to the page after the sign-in.
    await page.goto("/news");
    await page.locator('input[autocomplete="username"]').fill(process.env.AMEND_EMPLOYEE);
    await page.locator('input[autocomplete="current-password"]').fill(password);
    await page.locator('form button[type="submit"]').click();
    await page.getByRole("heading", { name: "News", level: 1 }).waitFor();
    await page.getByText("Rejected: Job title").waitFor();
    await page.getByText("It is Account Manager.").waitFor();
    await page.getByText("Approved: Room").waitFor();
    await look(page, "news");
    // Who has looked has seen it.
    await page.getByRole("link", { name: "News: 0 not seen" }).waitFor();
    await page.goto("/profile");
    await settled(page);
    const bar = page.locator(".message.info").filter({ hasText: "Are these details still right?" });
    await bar.getByText("Job title").waitFor();
    await look(page, "asked");
    await bar.getByRole("button", { name: "All is right" }).click();
    await page.getByText("Thank you. Your details are confirmed.").waitFor();
    await bar.waitFor({ state: "detached" });
    await page.reload();
    await settled(page);
    if (await page.getByText("Are these details still right?").count()) throw new Error("it asks again");
    // The settings are in the other download.
    await page.goto("/news");
    await page.getByRole("link", { name: "Choose what you are told" }).click();
    await page.getByRole("heading", { name: "What I am told" }).waitFor();
    await settled(page);
    await look(page, "choices");
    await page.getByLabel("“A change of mine was rejected” by e-mail").selectOption({ label: "No" });
    await page.getByLabel("Show “A change of mine is on its way to the directory” in Amend").check();
    await page.getByLabel("The daily letter is made at").fill("17:30");
    await page.getByLabel("Time zone").fill("Mars/Olympus");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("There is no such time zone", { exact: false }).waitFor();
    await page.getByLabel("Time zone").fill("Europe/Oslo");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.reload();
    await settled(page);
    const chosen = await page.getByLabel("“A change of mine was rejected” by e-mail").locator("option:checked").textContent();
    if (chosen !== "No") throw new Error(`the choice was not kept: ${chosen}`);
    if ((await page.getByLabel("Time zone").inputValue()) !== "Europe/Oslo") throw new Error("the time zone was not kept");
  },
  async manager(page) {
    await signIn(page, process.env.AMEND_MANAGER, password);
    await page.goto("/profile");
    await settled(page);
    await page.getByRole("button", { name: "Ask me in a week" }).click();
    await page.getByText("You are asked again in a week.").waitFor();
    await page.getByText("Are these details still right?").waitFor({ state: "detached" });
    await page.reload();
    await settled(page);
    if (await page.getByText("Are these details still right?").count()) throw new Error("it asks again");
  },
  async administrator(page) {
    await signIn(page, process.env.AMEND_ROOT, process.env.AMEND_ROOT_PASSWORD);
    await page.goto("/notices");
    await settled(page);
    await page.getByRole("link", { name: "What everybody is told" }).click();
    await page.getByRole("heading", { name: "What letters say" }).waitFor();
    await settled(page);
    await page.getByText(process.env.AMEND_REFUSED).first().waitFor();
    await look(page, "everybody");
    const letters = page.locator("section.card").filter({ hasText: "What letters say" });
    await letters.getByLabel("Event").selectOption({ label: "A change of mine was rejected – English" });
    await letters.getByLabel("Subject").fill("{nobody}");
    await letters.getByRole("button", { name: "Preview" }).click();
    await page.getByText(/\{nobody\} is no place/).waitFor();
    await letters.getByLabel("Subject").fill("No: {fields}");
    await letters.getByRole("button", { name: "Preview" }).click();
    await letters.getByText("No: Title, Room").waitFor();
    await look(page, "preview");
    await letters.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    const undelivered = page.locator("#undelivered");
    await undelivered.getByRole("button", { name: `Send again to ${process.env.AMEND_REFUSED}` }).click();
    await page.getByText("It is sent again.").waitFor();
    await page.goto("/people/confirmations");
    await settled(page);
    await page.getByRole("button", { name: "Never confirmed" }).click();
    await settled(page);
    await page.getByRole("row").nth(1).waitFor();
    await look(page, "confirmations");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as CSV" }).click()]);
    if (file.suggestedFilename() !== "confirmations.csv") throw new Error(file.suggestedFilename());
  },
};

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  await parts[part](page);
  findings.push(...problems);
});
