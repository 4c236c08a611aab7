// One visit of the pane in Outlook: a browser context with Outlook's page, the frame in it, and the ways of the people who use it.
import { axe, lenient, open, shot } from "../stage.mjs";
import { OUTLOOK, PANE } from "./world.mjs";

// What office.js tries besides its work, and what the pane's policy and this machine refuse it: its own telemetry.
// And what Chromium says of a dialog in a frame, whose heading gets the focus all the same.
const usual = /Blocked autofocusing|telemetryservice\.firstpartyapps|telemetryproxy|\/agaveerrorux\/|ariatelemetry|browser\.pipe\.aria/i;

export class Visit {
  /**
   * @param {{ mode?: "read" | "compose" | "none", locale?: string, language?: string, host?: string, width?: number, dark?: boolean,
   *   nested?: boolean, storage?: boolean, forgive?: RegExp, before?: (context) => Promise<void> }} wish
   */
  static async open(browser, world, wish) {
    const opened = await open(wish.storage ? lenient(world.flags) : browser, {
      url: PANE, width: wish.width ?? 360, height: 700, dark: wish.dark, locale: wish.language ?? "en-GB", anyCertificate: true,
    });
    const visit = new Visit();
    Object.assign(visit, { context: opened.context, page: opened.page, faults: opened.problems, world, wish });
    visit.context.setDefaultTimeout(15_000);
    await wish.before?.(visit.context);
    const query = new URLSearchParams({ mode: wish.mode ?? "read", locale: wish.locale ?? "en-US", pane: PANE });
    if (wish.nested) query.set("nested", "1");
    if (wish.storage === false) await visit.context.addInitScript(denyStorage, PANE);
    await visit.page.goto(`${wish.host ?? OUTLOOK}/mail/?${query}`, { waitUntil: "domcontentloaded" });
    return visit;
  }

  /** The pane's own document. */
  get pane() {
    return this.page.frameLocator("iframe");
  }

  /** The frame itself, for what is evaluated in it. */
  get frame() {
    return this.page.frames().find((frame) => frame.url().startsWith(PANE));
  }

  /** Chooses *Sign in* and answers with the window that opens. */
  async openDialog() {
    const opening = this.context.waitForEvent("page");
    await this.pane.getByRole("button", { name: /^(Sign in|Se connecter)$/ }).click();
    return opening;
  }

  /** Signs in through the portal, as people do. */
  async signIn(environment) {
    const dialog = await this.openDialog();
    await enter(dialog, environment.AMEND_USER, environment.AMEND_PASSWORD);
    await dialog.getByRole("button", { name: /^(Continue|Continuer)$/ }).click();
    await this.settled();
  }

  /** Waits until the pane shows a page. */
  async settled() {
    await this.pane.locator(".pane-top").waitFor();
    await this.pane.locator("#amend h1").first().waitFor();
    await this.pane.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
  }

  /** The same, signed in again. */
  async again() {
    await this.reload();
    const dialog = await this.openDialog();
    await dialog.getByRole("button", { name: /^(Continue|Continuer)$/ }).click();
    await this.settled();
  }

  /** A reload of the pane, as Outlook does when it is pinned or unpinned. */
  async reload() {
    await this.page.evaluate(() => {
      const frame = document.querySelector("iframe");
      const again = frame.cloneNode();
      frame.replaceWith(again);
    });
  }

  /** Accessibility findings of the pane. */
  async axe() {
    return axe(this.frame);
  }

  async scrollsSideways() {
    return this.frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async shot(name) {
    return shot(this.page, process.env.AMEND_SHOTS, name);
  }

  /** What went wrong without being shown. */
  wrongs() {
    return this.faults.filter((fault) => !usual.test(fault) && !(this.wish.forgive?.test(fault) ?? false));
  }

  /** What is on the screen, for whoever reads a failure. */
  async told() {
    const text = await this.pane.locator("body").innerText({ timeout: 1000 }).catch((error) => error.message);
    const host = await this.frame?.evaluate(() => JSON.stringify(window.__host?.errors)).catch((error) => error.message);
    return `--- the pane shows:\n${text}\n--- errors: ${host}\n--- faults: ${this.faults.join("\n")}`;
  }
}

/** Has the frame's storage behave as where third-party storage is blocked: the getters themselves throw. */
function denyStorage(origin) {
  if (location.origin !== origin) return;
  for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
  }
}

/** Signs in on the portal's own form, in the window that Outlook opened. */
export async function enter(dialog, username, password) {
  await dialog.locator('input[autocomplete="username"]').fill(username);
  await dialog.locator('input[autocomplete="current-password"]').fill(password);
  await dialog.locator('form button[type="submit"]').click();
}
