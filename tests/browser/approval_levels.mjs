// Approval in levels in the browser: an administrator writes them, the author reads who decides next, the approver decides, and all that match
// is decided on at once.
//
// AMEND_URL    the server
// AMEND_PART   write | author | approve | all | away
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_PART: part, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];
const widths = [[320, false], [768, false], [1280, false], [1280, true]];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, widths)));

async function to(page, address) {
  await page.goto(address);
  await settled(page);
}

const parts = {
  async write(page) {
    await to(page, "/attributes");
    const row = page.getByRole("row", { name: /Job title/ });
    await row.getByLabel("Approval of Job title").selectOption({ label: "In levels" });
    // It comes into force with the levels: whoever gives up leaves it as it was.
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    if ((await row.getByLabel("Approval of Job title").locator("option:checked").innerText()) === "In levels") {
      throw new Error("levels without a level");
    }
    await row.getByLabel("Approval of Job title").selectOption({ label: "In levels" });
    await dialog.getByRole("button", { name: "Add who decides" }).click();
    await dialog.getByLabel(/^Days until/).fill("7");
    await dialog.getByRole("button", { name: "Add the level" }).click();
    await dialog.getByText("Level 1: always: the manager; whoever comes next after 7 days.").first().waitFor();
    await dialog.getByLabel("Text or pattern").fill("director");
    await dialog.getByRole("button", { name: "Add the condition" }).click();
    await dialog.getByRole("combobox", { name: "Who decides" }).selectOption({ label: "A person by user name" });
    await dialog.getByLabel("Group (distinguished name) or user name").fill("nobody.at.all");
    await dialog.getByRole("button", { name: "Add who decides" }).click();
    await dialog.getByText("Nobody has this user name.").waitFor();
    await dialog.getByLabel("Group (distinguished name) or user name").fill("ingrid.solberg");
    await dialog.getByRole("button", { name: "Add who decides" }).click();
    await dialog.getByText("Ingrid Solberg").first().waitFor();
    await look(page, "level-editor");
    await dialog.getByRole("button", { name: "Add the level" }).click();
    await dialog.getByRole("button", { name: "Save the levels" }).click();
    await page.getByText("if the new value contains “director”: Ingrid Solberg.").first().waitFor();
    await page.getByText("Owners of containers and groups").click();
    await page.getByText("Nobody owns anything yet.").waitFor();
    await look(page, "attributes-with-levels");
  },
  async author(page) {
    await to(page, "/changes");
    await page.getByText(/Level 1 of 2\. Waits for Marta Nowak \(manager\) since .*others are asked too\./).waitFor();
    await look(page, "who-decides-next");
  },
  async approve(page) {
    await to(page, "/approvals");
    const card = page.locator("article", { hasText: "Managing Director" });
    await card.getByText(/Level 1 of 2/).waitFor();
    await look(page, "approvals-level");
    await card.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByText("Your yes is noted. It now waits for the next level.").first().waitFor();
    await card.waitFor({ state: "detached" });
  },
  async all(page) {
    await to(page, "/approvals");
    await page.getByRole("button", { name: "Waiting for me" }).click();
    await page.getByRole("button", { name: "Approve all that match" }).click();
    const dialog = page.getByRole("dialog", { name: /Approve 3 changes\?/ });
    await dialog.waitFor();
    await look(page, "approve-all");
    await dialog.getByRole("button", { name: "Approve 3 changes" }).click();
    await page.getByText("3 changes approved.").first().waitFor();
  },
  async away(page) {
    await to(page, "/approvals");
    await page.getByText("When you are away").click();
    await page.getByText("Nobody stands in for you, and you stand in for nobody.").waitFor();
    await page.getByLabel("User name of whoever stands in").fill("ingrid.solberg");
    await page.getByLabel("From", { exact: true }).fill("2020-01-01");
    await page.getByLabel("Until", { exact: true }).fill("2999-12-31");
    await page.getByRole("button", { name: "Name a stand-in" }).click();
    await page.getByText(/Ingrid Solberg stands in for Marta Nowak/).waitFor();
    await look(page, "stand-in");
    await page.getByRole("button", { name: /^End: / }).click();
    const ask = page.getByRole("dialog", { name: "Shall Ingrid Solberg no longer stand in for Marta Nowak?" });
    await ask.getByRole("button", { name: "End" }).click();
    await page.getByText("Nobody stands in for you, and you stand in for nobody.").waitFor();
  },
};

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(15_000);
  await signIn(page, user, password);
  await parts[part](page);
  findings.push(...problems);
});
