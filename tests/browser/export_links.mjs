// Links to an export's file in the browser: made, followed without a session, listed with its use, and ended.
//
// AMEND_URL, AMEND_USER, AMEND_PASSWORD, AMEND_SHOTS as for the other scripts.

import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SHOTS: shots } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: "links" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  await signIn(page, user, password);
  await page.goto("/exports");
  await settled(page);
  await page.getByRole("button", { name: /^Links to / }).click();
  const dialog = page.getByRole("dialog", { name: /^Links to / });
  await dialog.getByText("No link leads to this file.").waitFor();
  await dialog.getByLabel("It leads to the file for").selectOption({ label: "one hour" });
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const address = await dialog.getByLabel("Address of the link").inputValue();
  if (!address.startsWith(`${url}/api/v1/export-files/`)) throw new Error(`no address: ${address}`);
  await dialog.getByText("not used yet").waitFor();
  await look(page, "links");

  const stranger = await browser.newContext();
  const file = await stranger.request.get(address);
  if (!file.ok() || !(await file.text()).startsWith("version: 1")) throw new Error("the link leads to no file");

  await dialog.getByRole("button", { name: "Close" }).click();
  await settled(page);
  await page.getByRole("link", { name: "Checksum" }).waitFor();
  await look(page, "list");
  await page.getByRole("button", { name: /^Links to / }).click();
  await dialog.getByText(/^used once/).waitFor();
  await dialog.getByRole("button", { name: "End all links" }).click();
  await page.getByRole("dialog", { name: "End all links to this file?" }).getByRole("button", { name: "End all links" }).click();
  await dialog.getByText("No link leads to this file.").waitFor();
  if ((await stranger.request.get(address)).status() !== 404) throw new Error("it still leads there");
  await stranger.close();
  findings.push(...problems);
});
