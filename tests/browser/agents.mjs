// A source turned over to an agent, the agent invited, seen at work, asked for another key and revoked, as an administrator does it. The agent's side is
// played here by Node's own cryptography. Ends with the accessibility findings, and with everything that went wrong without being shown.
//
// AMEND_URL    the server
// AMEND_USER, AMEND_PASSWORD   who does it
// AMEND_SOURCE   a source whose set-up is not finished
// AMEND_SHOTS  folder for the screenshots
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { lookAt, open, perform, settled, signIn } from "./stage.mjs";

const { AMEND_URL: url, AMEND_USER: user, AMEND_PASSWORD: password, AMEND_SOURCE: source, AMEND_SHOTS: shots } = process.env;
const findings = [];

const SIZES = [[1280, false], [768, true], [320, false], [320, true]];
const look = async (page, name) => findings.push(...(await lookAt(page, shots, name, SIZES)));

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
const signed = (text) => sign(null, Buffer.from(text), privateKey).toString("base64");

async function enrol(code) {
  const body = { code, public_key: raw, proof: signed(`amend agent enrol ${code} ${raw}`), version: "9.9", host: "dc1.example.test" };
  const answer = await fetch(`${url}/api/agent/v1/enrol`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (answer.status !== 200) throw new Error(`the code is refused: ${await answer.text()}`);
  return (await answer.json()).agent;
}

async function begin(agent) {
  const told = { base: "ou=people,dc=example,dc=test", filter: "(objectClass=person)", attributes: ["mail", "telephoneNumber"] };
  const body = JSON.stringify({ version: "9.9", host: "dc1.example.test", told });
  const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  const created = Math.floor(Date.now() / 1000);
  const covered = '("@method" "@path" "@query" "content-digest" "amend-epoch" "amend-sequence")';
  const params = `${covered};created=${created};nonce="${randomBytes(12).toString("hex")}";keyid="${agent}";alg="ed25519"`;
  const base = [
    '"@method": POST', '"@path": /api/agent/v1/session', '"@query": ?', `"content-digest": ${digest}`, '"amend-epoch": 0', '"amend-sequence": 0',
    `"@signature-params": ${params}`,
  ].join("\n");
  const headers = {
    "content-type": "application/json", "content-digest": digest, "amend-epoch": "0", "amend-sequence": "0",
    "signature-input": `amend=${params}`, signature: `amend=:${signed(base)}:`,
  };
  const answer = await fetch(`${url}/api/agent/v1/session`, { method: "POST", headers, body });
  return answer.status;
}

await perform({ findings, shots, name: "agents" }, async (browser) => {
  const { page, problems } = await open(browser, { url });
  page.setDefaultTimeout(20_000);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await signIn(page, user, password);

  await page.goto(`/sources/${source}/agents`);
  await page.getByText(/Agents are for sources that an agent reads/).waitFor();
  await look(page, "direct");
  await page.getByRole("link", { name: "Change how it is reached" }).click();
  await settled(page);
  await page.getByLabel("How the directory is reached").selectOption({ label: "An agent beside it calls this server" });
  await page.getByText(/are forgotten\. Everybody stays linked/).waitFor();
  if ((await page.getByLabel("Address", { exact: true }).count()) > 0) throw new Error("an agent's source asks for an address");
  await look(page, "turning");
  await button("Save and go on").click();
  await page.getByText("No agent yet").waitFor();
  if ((await button("Account").count()) > 0) throw new Error("an agent's source asks for an account");
  await look(page, "turned");

  await button("Invite an agent…").click();
  await page.getByLabel("Name", { exact: true }).fill("dc1");
  await look(page, "inviting");
  await button("Make a code").click();
  const command = page.getByLabel("Run this on the machine beside the directory");
  await command.waitFor();
  const first = await command.inputValue();
  if (!/^amend agent enrol ([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/.test(first)) throw new Error(`the command is ${first}`);
  await look(page, "code");
  await button("Close").click();
  await command.waitFor({ state: "detached" });
  await page.getByText("Invited", { exact: true }).waitFor();
  await page.goto("/sources");
  await page.getByRole("link", { name: "Agents", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: /^Agents of / }).waitFor();
  await settled(page);
  if ((await page.content()).includes(first.split(" ").at(-1))) throw new Error("the code is shown twice");
  await button("Make another code").click();
  await command.waitFor();
  const code = (await command.inputValue()).split(" ").at(-1);
  await page.keyboard.press("Escape");
  await command.waitFor({ state: "detached" });
  await look(page, "invited");

  // It enrols and starts while the page is open.
  const agent = await enrol(code);
  await page.getByText("Not in contact", { exact: true }).waitFor();
  if ((await begin(agent)) !== 200) throw new Error("the agent is not let in");
  await page.getByText("Works", { exact: true }).waitFor();
  for (const text of ["dc1.example.test", "mail, telephoneNumber", "ou=people,dc=example,dc=test", "as here", "9.9"]) {
    await page.getByText(text, { exact: true }).waitFor();
  }
  await look(page, "works");
  await button("Ask for a new key").click();
  await page.getByText("It is asked to make itself a new key.", { exact: true }).waitFor();

  await button("Revoke…").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Revoke dc1?" }).waitFor();
  await look(page, "revoking");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  if ((await begin(agent)) !== 200) throw new Error("nobody has revoked it yet");
  await button("Revoke…").click();
  await button("Revoke it").click();
  await page.getByText("dc1 is revoked.").waitFor();
  if ((await begin(agent)) !== 401) throw new Error("a revoked agent is let in");
  await page.getByText("Revoked agents").click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  await look(page, "revoked");

  await page.goto("/audit");
  await settled(page);
  for (const text of ["Agent invited", "Agent enrolled", "Agent started", "New key asked of an agent", "Agent revoked"]) {
    await page.locator("table").getByText(text, { exact: true }).first().waitFor();
  }
  findings.push(...problems);
});
