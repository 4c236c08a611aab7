// The identities that somebody signs in with, and the sign-ins that nobody belongs to, as an administrator sees them; one of each is taken away. Ends
// with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL      the server
// AMEND_USER, AMEND_PASSWORD   who looks
// AMEND_PERSON   the id of somebody with an identity
// AMEND_SHOTS    folder for the screenshots
import { inBothColours, lookAt, open, perform, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_PERSON: person, AMEND_SHOTS: shots } = process.env;
const findings = [];

const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, inBothColours(320, 768, 1280))));

await perform({ findings, shots, name: "identities" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  await signIn(page, user, password);
  await page.goto(`/people/${person}`);
  await page.getByText("eeeeeeee-0000-4000-8000-000000000001").waitFor();
  await look(page, "identities");
  await page.getByRole("button", { name: "Take the sign-in off" }).click();
  await look(page, "identity-asked");
  await page.getByRole("dialog").getByRole("button", { name: "Take the sign-in off" }).click();
  await page.getByText("eeeeeeee-0000-4000-8000-000000000001").waitFor({ state: "detached" });
  await page.goto("/people?status=local");
  await page.getByText("somebody.with.quite.a.long.name@subsidiary.example.test").waitFor();
  await look(page, "unlinked");
  await page.getByRole("button", { name: /^Forget/ }).first().click();
  await look(page, "forgotten");
  findings.push(...problems);
});
