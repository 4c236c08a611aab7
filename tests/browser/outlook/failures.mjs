// What may be missing around the pane: Microsoft's server, Outlook itself, Amend, WebAssembly. The page is never blank, and always has a way on.
import assert from "node:assert/strict";
import { open } from "../stage.mjs";
import { PANE, PORTAL } from "./world.mjs";

async function waysOn(there) {
  await there.pane.getByRole("button", { name: "Try again" }).waitFor();
  await there.pane.getByRole("button", { name: "Copy details" }).waitFor();
  assert.equal(await there.pane.getByRole("link", { name: "Open Amend on the web" }).getAttribute("href"), "/portal/");
  assert.deepEqual(await there.axe(), []);
}

/** office.js is refused: said at once, and all is well with the next attempt. */
export async function microsofts_server_is_down({ visit, world }) {
  world.state.office = "down";
  const there = await visit({ forgive: /appsforoffice/ });
  await there.pane.getByText("Outlook’s own code could not be loaded").waitFor({ timeout: 4000 });
  await waysOn(there);
  world.state.office = "ok";
  await there.pane.getByRole("button", { name: "Try again" }).click();
  await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
}

/** office.js never comes: the page shows that it works, and after the time limit says what is missing. */
export async function microsofts_server_hangs({ visit, world }) {
  world.state.office = "hangs";
  const there = await visit({ forgive: /appsforoffice/ });
  await there.pane.locator("#shell .skeleton").waitFor({ timeout: 4000 });
  await there.pane.getByText("Outlook takes long to answer").waitFor({ timeout: 12_000 });
  await waysOn(there);
}

/** What office.js itself loads is refused: the same. */
export async function what_office_js_needs_is_down({ visit, world }) {
  world.state.ajax = "down";
  const there = await visit({ forgive: /aspnetcdn|MicrosoftAjax/ });
  await there.pane.getByText("Outlook takes long to answer").waitFor({ timeout: 12_000 });
}

/** A browser without WebAssembly gets plain words and the way to the portal, with none of the rest. */
export async function without_web_assembly({ visit }) {
  const before = (context) => context.addInitScript(() => { delete window.WebAssembly; });
  const there = await visit({ before, forgive: /WebAssembly/ });
  await there.pane.getByRole("heading", { name: "Amend cannot run here" }).waitFor();
  await there.pane.getByRole("link", { name: /Open Amend on the web/ }).waitFor();
}

/** Opened in a browser, the pane says where it belongs, and its link leads to the portal. */
export async function outside_of_outlook({ browser, world }) {
  const { context, page, problems } = await open(browser, { url: PANE, width: 360, anyCertificate: true });
  try {
    await page.goto("/");
    await page.getByText("This page belongs into Outlook").waitFor();
    const opening = context.waitForEvent("page");
    await page.getByRole("link", { name: "Open Amend on the web" }).click();
    const portal = await opening;
    await portal.waitForURL(`${PORTAL}/`);
    await portal.locator('input[autocomplete="username"]').waitFor();
    // office.js changes in place and is not ours: the portal, which has the session, never asks for it.
    assert.deepEqual(world.asked.filter(({ referer }) => referer?.startsWith(PORTAL)).filter(({ site }) => site.includes("office")), []);
    assert.ok(await portal.evaluate(() => window.Office === undefined));
  } finally {
    await context.close();
  }
  assert.deepEqual(problems.filter((problem) => !/telemetry/i.test(problem)), []);
}

/** SEC11: a page that is none of Outlook's cannot show the pane in a frame. */
export async function a_foreign_page_cannot_frame_it({ visit, world }) {
  const there = await visit({ host: "https://evil.example.test", forgive: /frame-ancestors|ERR_BLOCKED_BY_RESPONSE|Framing/ });
  await there.page.waitForTimeout(500);
  assert.equal(await there.pane.locator("#amend").count(), 0);
  assert.ok(!world.asked.some(({ site, path, referer }) => site === "addin.example.test" && /redeem/.test(path) && /evil/.test(referer ?? "")));
}
