// What pages say of what happens meanwhile, and why something cannot be done: dry runs, runs that somebody else starts, notices, forms of values,
// the filter of attributes, two tabs. Ends with the accessibility findings of what was seen, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   an administrator
// AMEND_EMPLOYEE   an employee with the same password
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_EMPLOYEE: employee, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false], [320, false]])));

/** A visitor's first page asks who is signed in, and gets no error for an answer. */
async function visit(page) {
  const refused = [];
  page.on("response", (response) => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`));
  await page.goto("/");
  await page.locator('input[autocomplete="username"]').waitFor();
  if (refused.length > 0) throw new Error(`the first page is refused something: ${refused}`);
}

async function dryRun(page) {
  await page.goto("/sources");
  await settled(page);
  await page.getByRole("button", { name: "Dry run", exact: true }).click();
  await page.getByText("Dry run finished – nothing has been changed.").waitFor();
  await look(page, "dry-run");
  await page.getByRole("link", { name: "See what would happen" }).click();
  await page.getByRole("heading", { level: 1, name: /^Dry run \d+ of corp$/ }).waitFor();
  await settled(page);
  const go = page.getByRole("button", { name: "Carry out exactly this" });
  if ((await go.getAttribute("class")) !== "primary") throw new Error("a dry run that nothing holds is shown as a danger");
  for (const word of ["Would come in", "Would stay as they are", "Would not be taken in", "Would be confirmed"]) {
    await page.getByText(word, { exact: true }).first().waitFor();
  }
  await look(page, "dry-run-report");
  await go.click();
  await page.getByRole("dialog").getByRole("button", { name: "Carry out exactly this" }).click();
  await page.getByText("Complete", { exact: true }).waitFor();
}

/** What somebody else starts is seen without a reload, and the list of runs stays short. */
async function meanwhile(page) {
  await page.goto("/sources");
  await settled(page);
  const rows = page.locator("table tbody tr");
  for (let run = 0; run < 4; run += 1) {
    const before = await page.getByRole("table").getByRole("link").first().getAttribute("href");
    await page.evaluate(() => fetch("/api/v1/sources/1/runs?full=true", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }));
    await page.waitForFunction((old) => {
      const first = document.querySelector("table tbody a");
      return first !== null && first.getAttribute("href") !== old && document.querySelector(".change-head .badge.good") !== null;
    }, before);
  }
  if ((await rows.count()) !== 5) throw new Error(`${await rows.count()} runs are shown at first`);
  await page.getByRole("button", { name: "Show more runs" }).click();
  await page.waitForFunction(() => document.querySelectorAll("table tbody tr").length > 5);
}

async function attributes(page) {
  await page.goto("/attributes");
  await settled(page);
  await page.getByPlaceholder("Search an attribute").fill("phone");
  await page.waitForFunction(() => document.querySelectorAll("table.settings tbody tr:not(.group)").length === 2);
  const strict = page.getByRole("switch", { name: "Phone takes only what is a phone number", exact: true });
  await strict.click();
  await page.getByRole("switch", { name: "Phone takes only what is a phone number", exact: true, checked: true }).waitFor();
  await look(page, "attributes");
  // What was said of this page goes with it, once it could be read.
  const said = page.getByRole("status").getByText("Phone is set.");
  await said.waitFor();
  await page.waitForTimeout(4_100);
  await page.getByRole("navigation").getByRole("link", { name: /^Audit/ }).click();
  await said.waitFor({ state: "detached", timeout: 2_000 });
  await settled(page);
  await page.getByText("Numbers only").first().waitFor();
  await look(page, "audit");
}

async function forms(page) {
  await page.goto("/profile");
  await settled(page);
  await page.getByLabel("Phone", { exact: true }).fill("ask at the desk");
  await page.getByText("Enter a phone number with country code, such as").waitFor();
  await page.getByLabel("Phone", { exact: true }).fill("");
  const language = page.getByLabel("Preferred language", { exact: true });
  const before = await language.inputValue();
  await language.fill("Norwegian!");
  await page.getByText("Enter a language as a short code, such as en, fr or nb-NO.").waitFor();
  await language.fill(before);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Birthday", { exact: true }).fill(tomorrow);
  await page.getByText(/^Not after/).waitFor();
  await look(page, "forms");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").getByText(/Birthday: Not after/).waitFor();
  await page.getByLabel("Birthday", { exact: true }).fill("");
}

/** What an edited mapping would come to is told before it is saved, and where it is edited. */
async function preview(page) {
  await page.goto("/sources/1/setup");
  await settled(page);
  await page.getByLabel("Read from, for Job title").fill("uid");
  await page.getByRole("button", { name: "Preview the effect" }).click();
  await page.getByText("Preview finished – nothing has been changed or saved.").waitFor();
  await page.getByRole("cell", { name: /Account Manger.*emma\.larsen/ }).waitFor();
  await look(page, "preview");
  await page.reload();
  await settled(page);
  const from = page.getByLabel("Read from, for Job title");
  if ((await from.inputValue()) !== "title") throw new Error("the preview saved what was only tried");
}

/** One's own change from another tab is called one's own. */
async function twoTabs(page, context) {
  await page.goto("/profile");
  await settled(page);
  await page.getByLabel("Job title", { exact: true }).fill("Chief of Staff");
  const other = await context.newPage();
  await other.goto("/profile");
  await settled(other);
  // The draft is shared; what is saved here is something else.
  await other.getByLabel("Job title", { exact: true }).fill("Account Director");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await other.getByText(/1 change saved/).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").getByText(/^Your other change \(/).waitFor();
  await look(page, "two-tabs");
}

await perform({ findings, shots, name: "pages" }, async (browser) => {
  const as = async (name, act) => {
    const { page, problems, context } = await open(browser, { url });
    page.setDefaultTimeout(15_000);
    await visit(page);
    await signIn(page, name, password);
    await act(page, context);
    findings.push(...problems);
    await context.close();
  };
  await as(user, async (page) => {
    await dryRun(page);
    await preview(page);
    await meanwhile(page);
    await attributes(page);
  });
  await as(employee, async (page, context) => {
    await forms(page);
    await twoTabs(page, context);
  });
});
