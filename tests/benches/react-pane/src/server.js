// The two calls that the pane makes, with the token that the program around it gives.
const settings = { auth: { clientId: "33333333-3333-4333-8333-333333333333", authority: "https://login.microsoftonline.com/common" } };
const scopes = ["api://44444444-4444-4444-8444-444444444444/Profile.Edit"];

const ready = new Promise((resolve) => {
  const look = () => (window.Office?.onReady ? window.Office.onReady(resolve) : setTimeout(look, 5));
  look();
});
const client = ready.then(() => window.msal.createNestablePublicClientApplication(settings));

async function call(method, body, version) {
  const { accessToken } = await (await client).acquireTokenSilent({ scopes });
  const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
  if (body) Object.assign(headers, { "content-type": "application/json", "if-match": `"${version}"` });
  const answer = await fetch("/api/v1/me", { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail ?? json.title);
  return json;
}

export const profile = () => call("GET");
export const save = (version, values) => call("PATCH", { values }, version);
