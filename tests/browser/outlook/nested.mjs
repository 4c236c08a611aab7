// Sign-in by Outlook itself, with the real MSAL.js: silent, with a word from the person, and all the ways in which it may not work out.
import assert from "node:assert/strict";
import { bridge } from "./bridge.mjs";
import { end, token } from "./tokens.mjs";

const asked = (there) => there.frame.evaluate(() => window.bridge.asked);
const signIn = (there) => there.pane.getByRole("button", { name: "Sign in", exact: true });

/** M4: whoever is signed in to Outlook sees the profile without a click. */
export async function outlook_signs_in_by_itself({ visit, environment }) {
  const there = await visit({ nested: true, before: bridge({ GetToken: [await token(environment)] }) });
  await there.settled();
  assert.deepEqual(await asked(there), ["GetInitContext", "GetToken"]);
  assert.equal(there.context.pages().length, 1, "no window opened");
  const kept = await there.frame.evaluate(() => {
    try {
      return JSON.stringify(localStorage) + JSON.stringify(sessionStorage);
    } catch {
      return "denied";
    }
  });
  assert.doesNotMatch(kept, /access_?token|[0-9a-f]{64}/i);
}

/** Where Microsoft wants a word from the person, it is asked for on a click, once per click, and never before. */
export async function a_word_is_asked_for_on_a_click({ visit, environment }) {
  const answers = { GetToken: ["interaction"], GetTokenPopup: ["cancelled", await token(environment)] };
  const there = await visit({ nested: true, before: bridge(answers) });
  await signIn(there).waitFor();
  assert.ok(!(await asked(there)).includes("GetTokenPopup"));
  await signIn(there).click();
  await signIn(there).and(there.pane.locator(":enabled")).waitFor();
  assert.equal((await asked(there)).filter((method) => method === "GetTokenPopup").length, 1);
  await signIn(there).click();
  await there.settled();
}

/** An Outlook that cannot do it goes by the window, and MSAL.js is not even loaded. */
export async function without_it_the_window_is_used({ visit, world, environment }) {
  const before = world.asked.length;
  const there = await visit({ nested: false });
  await there.signIn(environment);
  assert.ok(!world.asked.slice(before).some(({ path }) => path.startsWith("/msal-")));
}

/** A bridge that never answers holds nobody up: after a few seconds the window is offered. */
export async function a_silent_bridge_holds_nobody_up({ visit, environment }) {
  for (const answers of [{ GetInitContext: ["hangs"] }, { GetToken: ["hangs"] }]) {
    const there = await visit({ nested: true, before: bridge(answers) });
    await signIn(there).waitFor({ timeout: 14_000 });
    await there.signIn(environment);
  }
}

/** What MSAL.js cannot do is named, and the next click goes by the window. */
export async function what_fails_in_msal_is_named({ visit, environment }) {
  const there = await visit({ nested: true, before: bridge({ GetToken: ["interaction"], GetTokenPopup: ["broken"] }) });
  await signIn(there).click();
  await there.pane.getByText("Outlook could not sign you in by itself").waitFor();
  assert.deepEqual(await there.axe(), []);
  await there.signIn(environment);
}

/** A token that ran out is renewed once, unseen; what was typed stays and is saved. */
export async function a_token_that_ran_out_is_renewed({ visit, environment }) {
  const [first, second] = [await token(environment), await token(environment)];
  const there = await visit({ nested: true, before: bridge({ GetToken: [first, second, "interaction"], GetTokenPopup: [await token(environment)] }) });
  await there.settled();
  const room = there.pane.getByLabel("Room", { exact: true });
  await room.fill("4.17");
  await end(environment, first);
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
  // The next time Microsoft wants a word: the sign-in stands over the page, and the save goes out after it.
  await room.fill("4.18");
  await end(environment, second);
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = there.pane.getByRole("dialog", { name: "Your session has ended" });
  await dialog.waitFor();
  assert.ok(await there.frame.evaluate(() => document.activeElement.closest("dialog") !== null), "the focus is in the dialog");
  assert.equal(await room.inputValue(), "4.18");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  // The page has stayed as it was, and so has heard the answer.
  await there.pane.locator(".save-bar").waitFor({ state: "detached" });
  assert.equal(await room.inputValue(), "4.18");
}

/** M4, SEC7: a token as Entra ID makes them is checked and says whose profile it is; what is saved with it is theirs. */
export async function a_real_token_opens_the_profile({ visit, environment }) {
  const there = await visit({ nested: true, before: bridge({ GetToken: [environment.AMEND_TOKEN] }) });
  await there.settled();
  await there.pane.locator(".identity-name").getByText("Emma Larsen", { exact: true }).waitFor();
  await there.pane.getByLabel("Room", { exact: true }).fill("4.19");
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
}

/** S4.18: whom nobody can find by what the token says is told so, with the ways on that there are. */
export async function who_is_not_linked_is_told({ visit, environment }) {
  for (const [dark, width] of [[false, 320], [true, 360]]) {
    const there = await visit({ nested: true, dark, width, before: bridge({ GetToken: [environment.AMEND_UNKNOWN_TOKEN] }) });
    await there.pane.getByText("but no profile belongs to you here").waitFor();
    await there.pane.getByRole("button", { name: "Copy details" }).waitFor();
    assert.equal(await there.pane.getByRole("link", { name: "Open Amend on the web" }).getAttribute("href"), "/portal/");
    assert.deepEqual(await there.axe(), []);
    assert.ok(!(await there.scrollsSideways()));
    await there.shot(`not-linked-${width}${dark ? "-dark" : ""}`);
  }
}
