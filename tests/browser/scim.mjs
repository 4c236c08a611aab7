// A SCIM service as an administrator connects it, corrects it, turns writing on and gives it up. Ends with the accessibility findings, and with
// everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SERVICE, AMEND_TOKEN   the service, and what opens it
// AMEND_SHOTS  folder for the screenshots
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SERVICE: service, AMEND_TOKEN: token, AMEND_SHOTS: shots } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

await perform({ findings, shots, name: "scim" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);
  await page.goto("/exports");
  await settled(page);
  await button("Connect a SCIM service…").click();
  await page.getByLabel("Name", { exact: true }).fill("Staff app");
  await page.getByLabel("Address", { exact: true }).fill("http://scim.example.test/v2");
  await page.getByLabel("Bearer token").fill(token);
  await button("Connect it").click();
  await page.getByText(/without TLS the token is readable/).waitFor();
  await look(page, "refused");
  await page.getByLabel("Address", { exact: true }).fill(service);
  await page.getByLabel("People whom it does not have").selectOption({ label: "are made there" });
  await button("Connect it").click();
  await page.getByText("Staff app is connected. Test it and turn writing on.").waitFor();
  const card = page.locator("section.card", { hasText: "Staff app" });
  await card.getByText("Amend writes nothing to this service yet").waitFor();
  await look(page, "connected");

  await card.getByRole("button", { name: "Connection…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Staff");
  if ((await page.getByLabel("Bearer token").inputValue()) !== "") throw new Error("a token is shown");
  await look(page, "connection");
  await button("Save").click();
  const renamed = page.locator("section.card", { has: page.getByRole("heading", { name: "Staff", exact: true }) });
  await renamed.getByRole("button", { name: "Disconnect…" }).click();
  await look(page, "disconnecting");
  await page.keyboard.press("Escape");
  await button("Disconnect it").waitFor({ state: "detached" });
  await renamed.getByRole("button", { name: "Have Amend write them…" }).click();
  await page.getByText("The service was asked what it takes; nothing was changed.").waitFor();
  await look(page, "turning-on");
  await button("Turn it on").click();
  await renamed.getByText("Amend writes to this service").waitFor();
  // Amend makes the company's people there, one after the other.
  for (let turn = 0; turn < 60 && !(await renamed.locator("tbody tr").count()); turn += 1) {
    await page.reload();
    await settled(page);
  }
  await look(page, "writing");
  await renamed.getByRole("button", { name: "Disconnect…" }).click();
  await button("Disconnect it").click();
  await page.getByText("Staff is disconnected.").waitFor();
  await renamed.waitFor({ state: "detached" });
  findings.push(...problems);
});
