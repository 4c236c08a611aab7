// Nothing that was typed is lost: Outlook reloads the pane at any moment (pinning it does so), and the sign-in may run out while one types.
import assert from "node:assert/strict";
import { end, save } from "./tokens.mjs";
import { PORTAL } from "./world.mjs";

const phone = (there) => there.pane.getByLabel("Phone", { exact: true });

/** M3: a reload at each step - while typing, over a message of what is wrong, after saving - and what was typed is there again. */
export async function a_reload_at_each_step_keeps_the_draft({ visit, environment }) {
  const there = await visit({ storage: true });
  await there.reload();
  await there.signIn(environment);
  await phone(there).fill("+47 22 12 34 5");
  await there.again();
  assert.equal(await phone(there).inputValue(), "+47 22 12 34 5");
  await there.pane.getByLabel("Website", { exact: true }).fill("not a web address");
  await there.pane.getByLabel("A word to the approver (optional)").fill("since May");
  await there.again();
  assert.equal(await there.pane.getByLabel("Website", { exact: true }).inputValue(), "not a web address");
  assert.equal(await there.pane.getByLabel("A word to the approver (optional)").inputValue(), "since May");
  await there.pane.getByLabel("Website", { exact: true }).fill("");
  await phone(there).fill("+47 22 12 34 57");
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
  await there.again();
  assert.equal(await phone(there).inputValue(), "+47 22 12 34 57", "what was saved stands in the field");
  assert.equal(await there.pane.locator(".save-bar").count(), 0, "and is no draft any more");
}

const skill = (there) => there.pane.getByPlaceholder("Add to Skills");
const back = (there) => there.pane.getByText("What you typed before was kept.");

/** Whether what one has typed is kept by the server, asked of the server itself. */
const keptOnServer = (there) => there.page.waitForResponse((answer) =>
  answer.url().endsWith("/me/draft") && answer.request().method() === "PATCH" && answer.ok());

/**
 * M3: where the browser denies storage to the frame, the server keeps what was typed, to the last letter before the reload, a value that was not
 * added yet and the word to the approver among it; the portal shows the same; discarding ends it for good.
 */
export async function without_storage_a_reload_keeps_it_too({ visit, environment }) {
  const there = await visit({ storage: false });
  await there.signIn(environment);
  const isDenied = await there.frame.evaluate(() => {
    try {
      return !window.localStorage;
    } catch {
      return true;
    }
  });
  assert.ok(isDenied, "the browser of this step denies storage");
  await phone(there).fill("+47 22 12 34 58");
  await there.pane.getByLabel("A word to the approver (optional)").fill("since May");
  await skill(there).focus();
  await there.page.keyboard.type("Welding and sol");
  // Not a moment is waited: the last letter is sent when the page goes away.
  await there.again();
  await back(there).waitFor();
  assert.equal(await phone(there).inputValue(), "+47 22 12 34 58");
  assert.equal(await skill(there).inputValue(), "Welding and sol");
  assert.equal(await there.pane.getByLabel("A word to the approver (optional)").inputValue(), "since May");
  assert.deepEqual(await there.axe(), []);

  // On another page and back: it stands there still, whatever the server has by then.
  await phone(there).fill("+47 22 12 34 59");
  await there.pane.getByRole("link", { name: /^My changes/ }).click();
  await there.settled();
  await there.pane.getByRole("link", { name: /^My profile/ }).click();
  await there.settled();
  assert.equal(await phone(there).inputValue(), "+47 22 12 34 59");
  const portal = await there.context.newPage();
  await portal.goto(`${PORTAL}/profile`);
  await portal.getByText("What you typed before was kept.").waitFor();
  assert.equal(await portal.getByLabel("Phone", { exact: true }).inputValue(), "+47 22 12 34 59");
  await portal.close();

  const forgotten = keptOnServer(there);
  await there.pane.getByRole("button", { name: "Discard", exact: true }).click();
  await forgotten;
  await there.again();
  assert.equal(await there.pane.locator(".save-bar").count(), 0);
  assert.equal(await skill(there).inputValue(), "");
}

/** M3, S1.7: what one typed over has moved meanwhile: both are shown before one saves. */
export async function a_profile_that_moved_since_is_marked({ visit, environment }) {
  const there = await visit({ storage: false });
  await there.signIn(environment);
  const room = there.pane.getByLabel("Room", { exact: true });
  const kept = keptOnServer(there);
  await room.fill("5.01");
  await kept;
  await save(environment, { room: "5.02" });
  // The save ended the draft of what it saved: this page still has it typed, and says so to the server.
  await room.fill("5.03");
  await there.again();
  await there.pane.getByText("Your profile has changed since: look at the marked fields.").waitFor();
  await there.pane.getByText("It is now: 5.02").waitFor();
  assert.equal(await room.inputValue(), "5.03");
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
}

/** Where the server cannot have it either, the pane says what a reload would cost, as long as it is so. */
export async function what_nobody_keeps_is_said({ visit, environment }) {
  const forgive = /me\/draft/;
  const there = await visit({ storage: false, forgive });
  let bearer;
  there.page.on("request", (request) => { bearer = request.headers().authorization?.slice(7) ?? bearer; });
  await there.signIn(environment);
  await there.context.route("**/api/v1/me/draft", (route) => route.abort());
  await phone(there).fill("+47 22 12 34 60");
  await there.pane.getByText("Amend cannot be reached: what you type is on this page alone").waitFor();
  assert.deepEqual(await there.axe(), []);
  await there.context.unroute("**/api/v1/me/draft");
  const note = there.pane.getByText("is on this page alone");
  await note.waitFor({ state: "detached" });

  await end(environment, bearer);
  await phone(there).fill("+47 22 12 34 61");
  await there.pane.getByText("You are signed out: what you type is on this page alone.").waitFor();
  assert.equal(await there.pane.getByRole("dialog").count(), 0, "nobody is asked while they type");
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = there.pane.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  assert.equal(await phone(there).inputValue(), "+47 22 12 34 61");
  const opening = there.context.waitForEvent("page");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await (await opening).getByRole("button", { name: "Continue", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
  assert.equal(await note.count(), 0);
}

/** All of it by keyboard: to the field, to *Save*, and on to the other page. */
export async function by_keyboard_alone({ visit, environment }) {
  const there = await visit();
  await there.signIn(environment);
  const focused = () => there.frame.evaluate(() => {
    const at = document.activeElement;
    return at?.labels?.[0]?.textContent?.trim() || at?.getAttribute("aria-label") || at?.textContent?.trim() || "";
  });
  await there.pane.locator(".pane-menu a").first().focus();
  const tabTo = async (wanted) => {
    for (let step = 0; step < 80; step += 1) {
      if (wanted.test(await focused())) return;
      await there.page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${wanted}`);
  };
  await tabTo(/^Room/);
  await there.page.keyboard.press("Control+A");
  await there.page.keyboard.type("5.01");
  await tabTo(/^Save$/);
  const seen = await there.frame.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(seen, "none", "one sees where the keyboard is");
  await there.page.keyboard.press("Enter");
  await there.pane.getByText(/^1 change saved/).waitFor();
}
