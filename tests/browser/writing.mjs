// Writing into the directory itself as an administrator turns it on, sees what the directory did not take, and turns it off. Ends with the
// accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_PART   on | queue (one value was not taken)
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_PART: part, AMEND_SHOTS: shots } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);
  await page.goto("/exports");
  await settled(page);
  if (part === "on") {
    await page.getByText("Amend writes nothing to this directory by itself").waitFor();
    await page.getByText("1 value waits for a file").waitFor();
    await look(page, "off");
    await button("Show what would be written…").click();
    await page.getByText("Nothing is sent by looking.").waitFor();
    await page.getByRole("dialog").getByText("Emma Larsen", { exact: true }).waitFor();
    await page.getByRole("dialog").getByText("roomNumber").waitFor();
    await look(page, "preview");
    await button("Close").click();
    await button("Have Amend write them…").click();
    await page.getByText("may be written").first().waitFor();
    const limit = page.getByLabel("Values within an hour, at most");
    await limit.fill("0");
    await page.getByText("A whole number from 1 to 1,000,000").waitFor();
    if (await button("Turn it on").isEnabled()) throw new Error("a limit that is none can be saved");
    await limit.fill("500");
    await look(page, "turning-on");
    await button("Turn it on").click();
    await page.getByText("Amend writes what is approved from now on.").waitFor();
    await page.getByText("Amend writes this directory by itself").waitFor();
  } else {
    await page.getByText("1 stopped").waitFor();
    await page.getByText("1 of 500 values within the last hour").waitFor();
    await look(page, "on");
    await page.getByLabel("State", { exact: true }).selectOption("parked");
    await page.getByText(/the account may not write this/).waitFor();
    await page.getByRole("button", { name: /^Try again: City of Emma Larsen$/ }).click();
    await page.getByText("It is tried again.").waitFor();
    await button("Turn writing off…").click();
    await look(page, "turning-off");
    await button("Turn it off").click();
    await page.getByText("Amend writes nothing to this directory by itself").waitFor();
  }
  findings.push(...problems);
});
