// The owners of a directory as an administrator names them: the card says that nobody is told, addresses are entered and tried, one that the mail
// server refuses is shown and sent again. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_PART   enter (AMEND_REFUSED is refused by the mail server) | again (it is not any more)
// AMEND_REFUSED, AMEND_TAKEN   an address each
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_PART: part, AMEND_SHOTS: shots } = process.env;
const { AMEND_REFUSED: refused, AMEND_TAKEN: taken } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, [[1280, false], [320, false]])));

await perform({ findings, shots, name: part }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);
  await page.goto("/sources");
  await settled(page);
  if (part === "enter") {
    await page.getByText("Nobody is told when something goes wrong with this directory").waitFor();
    await look(page, "nobody");
    await page.getByText(/^Owner contacts – nobody$/).click();
    await page.getByLabel("Addresses").fill("no address");
    await button("Save contacts").click();
    await page.getByText(/no address is no e-mail address/).waitFor();
    await page.getByLabel("Addresses").fill(`${refused}\n${taken}`);
    await button("Save contacts").click();
    await page.getByText("The contacts are set.").waitFor();
    // What was open stays open.
    await page.getByText(/^Owner contacts – 2 contacts$/).waitFor();
    await button("Send a test message").click();
    await page.getByText("A test message is on its way.").waitFor();
    // What becomes of it is told without loading the page again.
    await page.getByText(new RegExp(`${refused} could not be told: .*no such mailbox`)).waitFor();
    await page.getByText(new RegExp(`${taken}: “test message” sent`)).waitFor();
    await look(page, "undelivered");
  } else {
    await page.getByText(`${refused} could not be told`).waitFor();
    await button("Send again").click();
    await page.getByText("It is sent again.").waitFor();
    await page.getByText(`${refused} could not be told`).waitFor({ state: "detached" });
    await look(page, "delivered");
  }
  findings.push(...problems);
});
