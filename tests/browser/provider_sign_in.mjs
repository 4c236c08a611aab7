// Somebody signs in with the company's account: by keyboard from the sign-in page, over the provider's page, to the page that they asked for; cancels
// once; comes back from a session that ran out without losing the page; signs out in both places. Ends with the accessibility findings, and with
// everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER   who does it
// AMEND_SHOTS  folder for the screenshots
import { axe, launch, lookAt, open, settled } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false], [320, false], [320, true]])));

const browser = await launch();
const { context, page, problems } = await open(browser, { url });
const works = page.getByRole("link", { name: "Sign in with works account" });

await page.goto("/changes");
await works.waitFor();
await look(page, "offered");

// Where the ways to sign in cannot be read, the form is there all the same.
const busy = { type: "about:blank", title: "Too many attempts", status: 429, code: "too_many_requests" };
await page.route("**/api/v1/sign-in", (route) => route.fulfill({ status: 429, json: busy }));
await page.reload();
await page.getByRole("button", { name: "Try again" }).waitFor();
await page.getByLabel("User name").waitFor();
await look(page, "not-read");
await page.unroute("**/api/v1/sign-in");
await page.getByRole("button", { name: "Try again" }).click();

await works.click();
await page.getByRole("button", { name: "Cancel" }).click();
await page.getByText("The sign-in was cancelled.").waitFor();
await look(page, "cancelled");

// The first button has the focus when the page opens; Enter is all that it takes.
await page.goto("/changes");
await works.waitFor();
await works.focus();
await page.keyboard.press("Enter");
await page.getByLabel("Name").fill(user);
await page.keyboard.press("Enter");
await page.getByRole("heading", { level: 1, name: "My changes" }).waitFor();
if (new URL(page.url()).pathname !== "/changes") findings.push(`the deep link was lost: ${page.url()}`);

// The session runs out while something is typed. Another tab brings a new one, and this page goes on.
await page.goto("/profile");
await settled(page);
await context.clearCookies({ name: "__Host-amend" });
await page.getByRole("link", { name: "My changes" }).first().click();
const dialog = page.getByRole("dialog");
await dialog.getByText("Your session has ended").waitFor();
await dialog.getByRole("button", { name: "Go on here" }).click();
await dialog.getByText("Nobody is signed in yet.", { exact: false }).waitFor();
for (const finding of await axe(page)) findings.push(`ended: ${finding}`);
const [other] = await Promise.all([
  context.waitForEvent("page"),
  dialog.getByRole("link", { name: "Sign in with works account" }).click(),
]);
await other.getByRole("heading", { level: 1, name: "My profile" }).waitFor();
await other.close();
await dialog.getByRole("button", { name: "Go on here" }).click();
await dialog.waitFor({ state: "detached" });
await page.getByRole("heading", { level: 1, name: "My changes" }).waitFor();

await page.getByRole("button", { name: "Account of", exact: false }).click();
await page.getByRole("button", { name: "Sign out" }).click();
await page.getByRole("button", { name: "Sign out" }).click();
await works.waitFor();
await works.click();
await page.getByLabel("Name").waitFor();

await browser.close();

const wrong = [...problems, ...findings];
if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
