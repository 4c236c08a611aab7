// How the pane looks and works where all is well: in every mode of Outlook, language, colour and width.
import assert from "node:assert/strict";
import { PANE } from "./world.mjs";

/** S1.6: an employee reads a message, opens the pane, signs in, corrects a value and sees that it waits. */
export async function a_value_is_corrected_beside_a_message({ visit, environment }) {
  const there = await visit({ mode: "read" });
  await there.signIn(environment);
  const title = there.pane.getByLabel("Job title", { exact: true });
  await title.fill("Account Manager");
  await there.pane.getByRole("button", { name: "Save", exact: true }).click();
  await there.pane.getByText(/^1 change saved/).waitFor();
  await there.pane.getByRole("link", { name: /^My changes/ }).click();
  await there.pane.getByText("Account Manager", { exact: true }).first().waitFor();
  await there.pane.getByRole("button", { name: "Take back" }).or(there.pane.getByRole("button", { name: "Withdraw" })).first().waitFor();
  assert.equal(new URL(there.frame.url()).pathname, "/", "the pane's address is Outlook's and is left alone");
}

/** The pane needs no message: composing and having nothing selected are the same to it. */
export async function compose_and_no_item({ visit }) {
  for (const mode of ["compose", "none"]) {
    const there = await visit({ mode });
    await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  }
}

/** The language is Outlook's; one that Amend does not speak gives way to the browser's, then to English. */
export async function the_language_is_outlooks({ visit }) {
  for (const [locale, language, button] of [
    ["fr-CA", "en-GB", "Se connecter"], ["de-DE", "en-GB", "Sign in"], ["de-DE", "fr-FR", "Se connecter"],
  ]) {
    const there = await visit({ locale, language });
    await there.pane.getByRole("button", { name: button, exact: true }).waitFor();
  }
}

/** M3: 320 pixels, light and dark: nothing is cut off, and the accessibility rules hold before and after the sign-in. */
export async function narrow_and_dark({ visit, environment }) {
  for (const dark of [false, true]) {
    const there = await visit({ width: 320, dark });
    const findings = [];
    const look = async (name) => {
      findings.push(...(await there.axe()).map((finding) => `${name}: ${finding}`));
      if (await there.scrollsSideways()) findings.push(`${name}: scrolls sideways`);
      await there.shot(`${name}-320${dark ? "-dark" : ""}`);
    };
    await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await look("sign-in");
    await there.signIn(environment);
    await there.pane.getByLabel("Phone", { exact: true }).fill("+47 22 12 34 56");
    await there.pane.locator(".save-bar").waitFor();
    await look("profile");
    await there.pane.getByRole("link", { name: /^My changes/ }).click();
    await there.settled();
    await look("changes");
    assert.deepEqual(findings, []);
  }
}

/** For `wish.before`: an Outlook that tells its colours, which those that the real office.js of the tests belongs to did not yet. */
function themed(ground) {
  return (context) => context.addInitScript(({ origin, ground: told }) => {
    if (location.origin !== origin) return;
    let office;
    Object.defineProperty(window, "Office", {
      configurable: true,
      set(value) { office = value; },
      get() {
        if (office?.context) Object.defineProperty(office.context, "officeTheme", { configurable: true, value: { bodyBackgroundColor: told } });
        return office;
      },
    });
  }, { origin: PANE, ground });
}

/** The colours are Outlook's own, whatever the system wishes for. */
export async function the_colours_are_outlooks({ visit, environment }) {
  for (const [ground, dark, name] of [["#292929", false, "dark"], ["#ffffff", true, "light"]]) {
    const there = await visit({ width: 320, dark, before: themed(ground) });
    await there.pane.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await there.signIn(environment);
    await there.pane.getByLabel("Phone", { exact: true }).fill("+47 22 12 34 56");
    await there.pane.locator(".save-bar").waitFor();
    const brightness = await there.frame.evaluate(() => {
      const probe = document.createElement("canvas").getContext("2d");
      probe.fillStyle = getComputedStyle(document.body).backgroundColor;
      probe.fillRect(0, 0, 1, 1);
      return probe.getImageData(0, 0, 1, 1).data[0];
    });
    assert.equal(brightness < 128, name === "dark", `the page's ground is ${brightness}`);
    assert.deepEqual(await there.axe(), []);
    await there.shot(`outlook-is-${name}`);
  }
}
