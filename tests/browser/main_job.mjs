// The main job as people do it in the browser, one part per call; between the parts the directory's owner does theirs. Each part ends with
// the accessibility findings of the pages that it saw, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_PART   propose | approve | export | sync | see
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots and for the downloaded file
import { join } from "node:path";
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_PART: part, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false]])));

/** Goes to a page by the menu, as a person does. */
async function go(page, name) {
  await page.getByRole("navigation").getByRole("link", { name }).click();
  await settled(page);
}

const parts = {
  async propose(page) {
    await go(page, /^My profile/);
    const title = page.getByLabel("Job title", { exact: true });
    if ((await title.inputValue()) !== "Account Manger") throw new Error(`the title is ${await title.inputValue()}`);
    await title.fill("Account Manager");
    await page.getByLabel("Phone", { exact: true }).fill("+47 22 12 34 56");
    // What was typed survives a reload at any moment.
    await page.reload();
    await settled(page);
    if ((await title.inputValue()) !== "Account Manager") throw new Error("the draft is lost after a reload");
    // What the server would refuse is refused beside the field, before it is sent.
    await page.getByLabel("Website", { exact: true }).fill("not a web address");
    await page.getByText(/http/i).first().waitFor();
    await page.getByLabel("Website", { exact: true }).fill("");
    await look(page, "propose");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("2 changes saved: 2 wait for approval.").waitFor();
    await page.getByRole("list", { name: "Progress of the change" }).first().waitFor();
    await look(page, "proposed");
    await go(page, /^My changes/);
    await page.getByText("Account Manager", { exact: true }).first().waitFor();
    await look(page, "my-changes");
  },
  async approve(page) {
    await go(page, /^Approvals/);
    const cards = page.locator("article", { hasText: "Emma Larsen" });
    await cards.first().waitFor();
    await look(page, "approvals");
    const title = cards.filter({ hasText: "Account Manager" });
    for (const text of ["Account Manger", "Account Manager"]) await title.getByText(text, { exact: true }).first().waitFor();
    await title.getByRole("button", { name: "Approve", exact: true }).click();
    await title.waitFor({ state: "detached" });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    for (let wait = 0; (await focused()) !== "Emma Larsen" && wait < 20; wait += 1) await page.waitForTimeout(100);
    if ((await focused()) !== "Emma Larsen") throw new Error(`the focus is lost after deciding: "${await focused()}"`);
    const phone = cards.filter({ hasText: "Phone" });
    await phone.getByRole("button", { name: "Reject", exact: true }).click();
    const dialog = page.getByRole("dialog");
    // The field to type in has the focus already.
    await page.keyboard.type("Use the switchboard number, please.");
    await dialog.getByRole("button", { name: /Reject/ }).click();
    await phone.waitFor({ state: "detached" });
    await look(page, "decided");
  },
  async export(page) {
    await go(page, /^Exports/);
    await look(page, "exports");
    await page.getByRole("button", { name: "Make an export" }).click();
    const link = page.getByRole("link", { name: /\.csv/ }).first();
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    await download.saveAs(join(shots, "export.csv"));
    await page.reload();
    await look(page, "exported");
  },
  async sync(page) {
    await go(page, /^Sources/);
    await look(page, "sources");
    await page.getByRole("button", { name: "Run now" }).click();
    // It is said that the run has ended and how, and its row says the same.
    await page.getByRole("status").getByText(/The run is complete: .*1 confirmed/).waitFor();
    await page.getByRole("cell", { name: /1 confirmed/ }).waitFor();
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: /^Run/ }).waitFor();
    await look(page, "report");
  },
  async see(page) {
    await go(page, /^My profile/);
    await page.getByText("The directory shows it.").waitFor();
    await page.getByText("Use the switchboard number, please.").waitFor();
    await look(page, "confirmed");
    await page.getByRole("button", { name: "Where Job title comes from" }).click();
    await page.getByText("Directory “corp”").first().waitFor();
    await look(page, "provenance");
    await page.goto("/people/1");
    await settled(page);
    await page.getByRole("heading", { level: 1 }).waitFor();
  },
};

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(15_000);
  await signIn(page, user, password);
  await parts[part](page);
  findings.push(...problems);
});
