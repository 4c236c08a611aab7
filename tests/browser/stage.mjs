// What every browser script stands on: a Chromium that reports what a person would not see (policy violations, page errors,
// failed requests), signing in, accessibility checks and screenshots.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Chromium's own traffic is switched off: on a machine without a network it only costs time.
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

function program(flags) {
  // `--no-sandbox` is what root needs.
  const args = [...quiet, ...flags, ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];
  return { executablePath: process.env.AMEND_CHROMIUM ?? "/usr/bin/chromium", args };
}

/** Starts Chromium, with more flags where a script needs them. */
export async function launch(flags = []) {
  return chromium.launch(program(flags));
}

/** The same for one context that lets frames of other sites keep something, which Debian's Chromium does not by itself. */
export function lenient(flags = []) {
  return {
    async newContext(options) {
      const folder = mkdtempSync(join(tmpdir(), "amend-profile-"));
      mkdirSync(join(folder, "Default"));
      const settings = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
      writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(settings));
      const context = await chromium.launchPersistentContext(folder, { ...program(flags), ...options });
      // Chromium may still be writing into it for a moment.
      context.once("close", () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(console.error));
      return context;
    },
  };
}

/**
 * Opens a page in a context of its own. `problems` fills with everything that went wrong without being shown.
 * @param {{ url: string, width?: number, height?: number, dark?: boolean, locale?: string, forcedColors?: boolean,
 *   anyCertificate?: boolean }} wish
 */
export async function open(browser, wish) {
  const context = await browser.newContext({
    baseURL: wish.url,
    viewport: { width: wish.width ?? 1280, height: wish.height ?? 900 },
    colorScheme: wish.dark ? "dark" : "light",
    forcedColors: wish.forcedColors ? "active" : "none",
    locale: wish.locale ?? "en-GB",
    reducedMotion: "reduce",
    acceptDownloads: true,
    ignoreHTTPSErrors: wish.anyCertificate ?? false,
  });
  const problems = [];
  await context.exposeBinding("reportViolation", (_source, text) => problems.push(`policy: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.violatedDirective} refused ${event.blockedURI} (${event.sourceFile ?? "page"})`));
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // A refused request is an answer that the page shows (a wrong password, a stale save), not a fault of the page.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) problems.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => {
    // Leaving a page ends its requests; that is no fault.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) problems.push(`answer: ${response.status()} ${response.url()}`);
  });
  return { context, page, problems };
}

/** Signs in through the page's own form, found by what its fields are for and not by their words. */
export async function signIn(page, username, password) {
  await page.goto("/");
  await page.locator('input[autocomplete="username"]').fill(username);
  await page.locator('input[autocomplete="current-password"]').fill(password);
  await page.locator('form button[type="submit"]').click();
  await page.locator('input[autocomplete="current-password"]').waitFor({ state: "detached" });
  await settled(page);
}

/** Waits until the page shows content: the heading is there and nothing says that it is busy. */
export async function settled(page) {
  await page.locator("h1").first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
}

/** Accessibility findings of the current page, one line each (WCAG 2.2 A and AA and axe's best practices). */
export async function axe(page) {
  // By `evaluate`, because a script element would be refused by the page's own policy.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((rule) =>
    `${rule.id} (${rule.impact}): ${rule.help}: ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}

/** Whether the page scrolls sideways, which it must not at any width. */
export async function scrollsSideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Saves a screenshot of the whole page as `NAME.png` in the folder, and returns its path. */
export async function shot(page, folder, name) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "")}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

// Looks at a page at each `[width, dark]`, and goes back to a wide light one: a picture, axe's findings, and whether it scrolls sideways. Gives
// what is wrong.
export async function lookAt(page, shots, name, looks) {
  const findings = [];
  await settled(page);
  for (const [width, dark] of looks) {
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await page.setViewportSize({ width, height: 900 });
    const look = `${name}-${width}${dark ? "-dark" : ""}`;
    await shot(page, shots, look);
    for (const finding of await axe(page)) findings.push(`${look}: ${finding}`);
    if (await scrollsSideways(page)) findings.push(`${look}: scrolls sideways`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  return findings;
}

// Light and dark, at each of these widths.
export function inBothColours(...widths) {
  return [false, true].flatMap((dark) => widths.map((width) => [width, dark]));
}

/**
 * Starts Chromium, lets a script play its part, and ends: with status 1 where it found anything, each of which is a line. Where the part breaks off, what
 * is open at that moment is kept as `NAME-failed`.
 * @param {{ findings: string[], shots: string, name: string }} stage
 * @param {(browser: import("playwright-core").Browser) => Promise<void>} act
 */
export async function perform({ findings, shots, name }, act) {
  const browser = await launch();
  try {
    await act(browser);
  } catch (error) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [place, page] of pages.entries()) await shot(page, shots, `${name}-failed${place === 0 ? "" : `-${place + 1}`}`);
    throw error;
  } finally {
    await browser.close();
  }
  for (const finding of findings) console.log(finding);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
