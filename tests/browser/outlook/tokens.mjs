// Tokens for the pane without a browser: signed in on the portal, handed over, redeemed. What Outlook would bring along is of another kind, but
// stands in the same header.
import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { PANE, PORTAL } from "./world.mjs";

function send(port, origin, method, path, { body, cookie, bearer, version } = {}) {
  const headers = { origin, "content-type": "application/json", accept: "application/json" };
  if (cookie) headers.cookie = cookie;
  if (version) headers["if-match"] = `"${version}"`;
  if (bearer) headers.authorization = `Bearer ${bearer}`;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      let text = "";
      answer.on("data", (part) => { text += part; });
      answer.on("end", () => {
        if (answer.statusCode >= 400) return reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
        resolve({ json: text ? JSON.parse(text) : null, cookie: answer.headers["set-cookie"]?.[0].split(";")[0] });
      });
    });
    asked.on("error", reject);
    asked.end(body && JSON.stringify(body));
  });
}

/** A token of the employee's. */
export async function token({ AMEND_PORTAL_PORT: portal, AMEND_PANE_PORT: pane, AMEND_USER: username, AMEND_PASSWORD: password }) {
  const { cookie } = await send(portal, PORTAL, "POST", "/api/v1/session", { body: { username, password } });
  const verifier = randomBytes(32).toString("hex");
  const challenge = createHash("sha256").update(verifier).digest("hex");
  const { json: { code } } = await send(portal, PORTAL, "POST", "/api/v1/session/hand-overs", { body: { challenge }, cookie });
  return (await send(pane, PANE, "POST", "/api/v1/session/redeem", { body: { code, verifier } })).json.token;
}

/** Makes a token worthless, as time would. */
export async function end({ AMEND_PANE_PORT: pane }, bearer) {
  await send(pane, PANE, "DELETE", "/api/v1/session", { bearer });
}

/** The employee saves values elsewhere. */
export async function save({ AMEND_PORTAL_PORT: portal, AMEND_USER: username, AMEND_PASSWORD: password }, values) {
  const { cookie } = await send(portal, PORTAL, "POST", "/api/v1/session", { body: { username, password } });
  const { json: { version } } = await send(portal, PORTAL, "GET", "/api/v1/me", { cookie });
  await send(portal, PORTAL, "PATCH", "/api/v1/me", { body: { values }, cookie, version });
}
