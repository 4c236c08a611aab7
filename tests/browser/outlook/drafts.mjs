// Nothing that was typed is lost: Outlook reloads the pane at any moment (pinning it does so), and the sign-in may run out while one types.
import assert from "node:assert/strict";

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

/** Where the browser denies storage to the frame, all works, and the pane says what a reload would cost. */
export async function without_storage_it_says_so({ visit, environment }) {
  const there = await visit({ storage: false });
  await there.signIn(environment);
  await phone(there).fill("+47 22 12 34 58");
  const isDenied = await there.frame.evaluate(() => {
    try {
      return !window.localStorage;
    } catch {
      return true;
    }
  });
  assert.ok(isDenied, "the browser of this step denies storage");
  await there.pane.getByText("The browser lets Amend keep no draft here").waitFor();
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
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
