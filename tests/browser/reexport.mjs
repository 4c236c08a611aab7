// What a target would be given, as somebody who makes exports looks at it, carries it out and confirms what moved meanwhile. Ends with the
// accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_TARGET   the target
// AMEND_PERSON   somebody's id
// AMEND_PART   look | row (only one row of the template) | moved (one value has moved since it was shown) | late (it was left for too long)
// AMEND_MAPPING   that row
// AMEND_LOOK   the look, where there is one
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const {
  AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_TARGET: target, AMEND_PERSON: person,
  AMEND_PART: part, AMEND_LOOK: id, AMEND_MAPPING: mapping, AMEND_SHOTS: shots,
} = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);
  if (part === "look") {
    await page.goto("/exports");
    await settled(page);
    await page.getByRole("link", { name: "Look what it would be given" }).click();
    await page.getByRole("heading", { level: 1, name: "What crm would be given" }).waitFor();
    await page.getByText("Nobody has looked yet.").waitFor();
    await page.getByText(/overwrites what the target holds/).waitFor();
    await page.getByLabel("A selection", { exact: true }).check();
    await button("Look").click();
    await page.getByText(/^Say whom/).waitFor();
    await page.getByLabel(/^Ids of people/).fill(`${person}, emma`);
    await button("Look").click();
    await page.getByText("emma is no id of a person.").waitFor();
    await look(page, "question");
    await page.getByLabel("Everybody whom the target is given", { exact: true }).check();
    await button("Look").click();
    await page.getByText("ready", { exact: true }).first().waitFor();
    await settled(page);
    await look(page, "ready");
    const rows = page.locator("table").first().locator("tbody tr");
    await page.getByPlaceholder("Id of a person").fill(person);
    await page.waitForFunction(() => document.querySelector("table tbody").children.length === 1);
    if (!(await rows.first().textContent()).includes("emma.larsen")) throw new Error("the id finds somebody else");
    await page.getByPlaceholder("Id of a person").fill("nobody");
    await page.getByText("No row is like this").waitFor();
    await page.getByPlaceholder("Id of a person").fill("");
    await page.getByLabel("Sort by").selectOption({ label: "Name" });
    await settled(page);
    // A reload shows the same.
    await page.reload();
    await page.getByText("ready", { exact: true }).first().waitFor();
  } else if (part === "row") {
    // The address says which row, and what is chosen stands in the address; what was typed meanwhile stays.
    const rows = page.getByLabel("Rows of the template");
    const chosen = () => rows.evaluate((field) => field.selectedOptions[0].textContent);
    const shows = async (name) => {
      await page.waitForFunction((name) => document.querySelector("form select")?.selectedOptions[0]?.textContent === name, name);
    };
    const query = () => new URL(page.url()).search;
    await page.goto(`/exports/${target}/preview?mapping=${mapping}`);
    await shows("role");
    await page.getByLabel("A selection", { exact: true }).check();
    await page.getByLabel(/^Ids of people/).fill(person);
    await rows.selectOption({ label: "All that are on" });
    await page.waitForFunction(() => new URL(location.href).search === "");
    if ((await page.getByLabel(/^Ids of people/).inputValue()) !== person) throw new Error("what was typed is gone");
    await rows.selectOption({ label: "role" });
    await page.waitForFunction((id) => new URL(location.href).search === `?mapping=${id}`, mapping);
    await page.getByLabel("Everything", { exact: false }).first().check();
    await look(page, "one row");
    await page.reload();
    await shows("role");
    await button("Look").click();
    await page.getByText("ready", { exact: true }).first().waitFor();
    await page.getByText("1 row of the template", { exact: false }).first().waitFor();
    await page.getByRole("link", { name: "Ask something else" }).click();
    await shows("role");
    if (!query().includes(`mapping=${mapping}`)) throw new Error(`the question forgets its row: ${query()}`);
    // What is off is not looked at, and the page says so.
    await page.goto(`/exports/${target}/preview?mapping=999999`);
    await shows("A row that is off or was taken out");
    await button("Look").click();
    await page.getByRole("alert").first().waitFor();
    if ((await chosen()) !== "A row that is off or was taken out") throw new Error("another row is chosen");
  } else if (part === "moved") {
    await page.goto(`/exports/${target}/preview?look=${id}`);
    await button("Re-export these…").click();
    await page.getByRole("dialog").getByText("Re-export 30 values?").waitFor();
    await look(page, "asked");
    await page.getByRole("dialog").getByRole("button", { name: "Re-export", exact: true }).click();
    await page.getByText(/^Rows that moved since they were shown/).waitFor();
    await page.getByRole("button", { name: /^moved since 1$/ }).click();
    await page.getByText("Now: Moved Meanwhile").waitFor();
    await look(page, "moved");
    await page.getByRole("button", { name: "Re-export as it is now: role of Emma Larsen" }).click();
    await page.getByText("It is in the queue.").waitFor();
    await page.getByText(/^Rows that moved since they were shown/).waitFor({ state: "detached" });
  } else {
    await page.goto(`/exports/${target}/preview?look=${id}`);
    await page.getByText(/looked at too long ago/).waitFor();
    await look(page, "late");
    await button("Look again").click();
    await page.getByText("ready", { exact: true }).first().waitFor();
    await button("Cancel").click();
    await page.getByText("It is cancelled.").waitFor();
  }
  findings.push(...problems);
});
