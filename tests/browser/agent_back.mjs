// A source that an agent reads is turned over to be read directly, as an administrator does it; and what the page for signing in says before and after.
// Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SOURCE   a source that an agent reads
// AMEND_LDAP, AMEND_BIND, AMEND_SECRET, AMEND_BASE   its directory
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SOURCE: source, AMEND_SHOTS: shots } = process.env;
const { AMEND_LDAP: ldap, AMEND_BIND: bind, AMEND_SECRET: secret, AMEND_BASE: base } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: "agent-back" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const alone = page.getByText("this form is for local administrators", { exact: false });

  await page.goto("/");
  await alone.waitFor();
  await look(page, "sign-in");
  await signIn(page, user, password);
  await page.goto(`/sources/${source}/agents`);
  await page.getByText("Last run", { exact: true }).waitFor();
  await page.getByText(/30 entries in \d+[.]\d s/).waitFor();
  await page.getByText(/what it was asked for last waited/).waitFor();
  await look(page, "agent");

  await page.goto(`/sources/${source}/setup`);
  await page.getByLabel("How the directory is reached").selectOption({ label: "This server connects to it" });
  await page.getByText(/nothing is taken from the agents any more/).waitFor();
  await look(page, "turning-back");
  // Half of it is refused, by name, and what was typed stays. Nothing is tested before it is said that it shall be so.
  await page.getByLabel("Address of the server").fill(ldap);
  if ((await button("Save and test").count()) > 0) throw new Error("a test would turn the source over");
  await button("Save and go on").click();
  await page.getByText(/base|bind_dn|password/).first().waitFor();
  if ((await page.getByLabel("Address of the server").inputValue()) !== ldap) throw new Error("the address is gone");
  await page.getByLabel("Account that reads").fill(bind);
  await page.getByLabel("Its password").fill(secret);
  await page.getByLabel("Where the search starts").fill(base);
  await button("Save and go on").click();
  await button("Save and test").click();
  await page.getByText("The certificate comes from an authority that is not trusted here").first().waitFor();
  await button("Pin this certificate").click();
  await page.getByLabel("Its password").fill(secret);
  await button("Save and test").click();
  await page.getByText(/The server answers: OpenLDAP/).first().waitFor();
  await look(page, "answers");

  await page.goto(`/sources/${source}/agents`);
  await page.getByText(/Agents are for sources that an agent reads/).waitFor();
  await button("Revoke…").waitFor();
  await look(page, "left-over");
  await page.goto("/sources");
  await button("Compare everything").click();
  await settled(page);
  await look(page, "sources");
  await page.context().clearCookies();
  await page.goto("/");
  await page.getByLabel("User name").waitFor();
  if ((await alone.count()) > 0) throw new Error("it is said that the directory cannot be asked, and it can");
  findings.push(...problems);
});
