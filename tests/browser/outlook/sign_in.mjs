// Signing in by Outlook's dialog: with a name and a password, when one is signed in on the portal already, and all the ways in which it may end.
import assert from "node:assert/strict";
import { enter } from "./visit.mjs";
import { PANE, PORTAL } from "./world.mjs";

/** M4: the token stays in memory: nothing of it is stored, and a reload asks again, where one click is enough. */
export async function the_token_is_in_memory_alone({ visit, environment }) {
  const there = await visit();
  await there.signIn(environment);
  const kept = await there.frame.evaluate(() => {
    try {
      return [...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie, window.name].join(" ");
    } catch {
      return "denied";
    }
  });
  assert.doesNotMatch(kept, /[0-9a-f]{64}/);
  assert.deepEqual(await there.context.cookies(PANE), []);
  await there.reload();
  const dialog = await there.openDialog();
  // Signed in on the portal already: no form, one button.
  await dialog.getByRole("button", { name: "Continue", exact: true }).click();
  await there.settled();
  assert.ok(!there.world.asked.some(({ site, path }) => site === "addin.example.test" && /code=/.test(path)), "no server is told the code");
}

/** A window that is closed leads back to the button, with a word on why. */
export async function the_window_is_closed({ visit }) {
  const there = await visit();
  const dialog = await there.openDialog();
  await dialog.waitForURL(`${PORTAL}/pane-sign-in?**`);
  await dialog.close();
  await there.pane.getByText("The window was closed before you were signed in.").waitFor();
  await there.pane.getByRole("button", { name: "Copy details" }).waitFor();
  await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.deepEqual(await there.axe(), []);
}

/** A local administrator has no profile: the window says so and hands nothing over. */
export async function a_local_administrator_has_nothing_to_show({ visit, environment }) {
  const there = await visit();
  const dialog = await there.openDialog();
  await enter(dialog, environment.AMEND_LOCAL, environment.AMEND_LOCAL_PASSWORD);
  await dialog.getByText("is a local administrator and has no profile").waitFor();
  assert.equal(await dialog.getByRole("button", { name: "Continue" }).count(), 0);
  await dialog.getByRole("button", { name: "Sign in as somebody else" }).click();
  await enter(dialog, environment.AMEND_USER, environment.AMEND_PASSWORD);
  await dialog.getByRole("button", { name: "Continue", exact: true }).click();
  await there.settled();
}

/** From now on, opening a dialog ends as `answer` says: what the real office.js would say cannot all be brought about here. */
async function answerDialogs(there, answer) {
  await there.frame.evaluate(({ status, code, message, origin }) => {
    const { EventType, context: { requirements } } = window.Office;
    const value = {
      close() {},
      addEventHandler(type, handler) {
        if (type === EventType.DialogMessageReceived) handler({ message, origin });
      },
    };
    const displayDialogAsync = (_address, _options, opened) => opened({ status, value, error: { code } });
    window.Office = { EventType, context: { requirements, ui: { displayDialogAsync } } };
  }, answer);
}

/** SEC10: an answer from another origin is not used, whatever it says. */
export async function an_answer_from_elsewhere_is_not_used({ visit }) {
  const there = await visit();
  await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  // Another page of the add-in's would be let through by Outlook: only the pane's own comparison stands in the way.
  await answerDialogs(there, { status: "succeeded", message: "0".repeat(64), origin: "https://evil.example.test" });
  const before = there.world.asked.length;
  await there.pane.getByRole("button", { name: "Sign in", exact: true }).click();
  await there.pane.getByText("The answer did not come from Amend’s own page").waitFor();
  assert.ok(!there.world.asked.slice(before).some(({ path }) => path.includes("redeem")), "the code is not redeemed");
}

/** Each of Office's refusals has words of its own. */
export async function refusals_of_outlook_are_told_apart({ visit }) {
  const there = await visit();
  for (const [code, words] of [
    [12004, "Outlook did not take the address"], [12009, "You told Outlook not to open the window"],
    [12011, "The browser did not let the window open"], [12007, "A window of Amend is open already"], [13999, "Outlook ended the sign-in (13999)"],
  ]) {
    const button = there.pane.getByRole("button", { name: "Sign in", exact: true });
    await button.waitFor();
    await answerDialogs(there, { status: "failed", code });
    await button.click();
    await there.pane.getByText(words).waitFor();
  }
}

const challenged = /\/pane-sign-in\?challenge=[0-9a-f]{64}/;

/** M4: the company's account, in the window that Outlook opened: over the provider's page and back to where the window hands over. */
export async function the_companys_account_signs_in({ visit, environment }) {
  const there = await visit();
  const dialog = await there.openDialog();
  await dialog.getByRole("link", { name: "Sign in with works account" }).click();
  await dialog.getByLabel("Name").fill(environment.AMEND_USER);
  await dialog.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Continue", exact: true }).waitFor();
  assert.match(dialog.url(), challenged);
  await dialog.getByRole("button", { name: "Continue", exact: true }).click();
  await there.settled();
  // The next time the provider knows them, and Amend's portal does: one click is enough.
  await there.again();
}

/** Whoever cancels at the provider is told so in the same window, and it still belongs to the pane that opened it. */
export async function who_cancels_there_may_try_again({ visit, environment }) {
  const there = await visit();
  const dialog = await there.openDialog();
  await dialog.getByRole("link", { name: "Sign in with works account" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.getByText("The sign-in was cancelled.").waitFor();
  assert.match(dialog.url(), challenged);
  await enter(dialog, environment.AMEND_USER, environment.AMEND_PASSWORD);
  await dialog.getByRole("button", { name: "Continue", exact: true }).click();
  await there.settled();
}
