// A certified OpenID provider on loopback, with people who sign in by their name alone. What they are told to be (groups), and what is wrong with
// the tokens that it issues, stands in a file that is read anew for each token.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import { exportJWK, generateKeyPair, SignJWT } from "jose";
import Provider from "oidc-provider";

const { PORT, PORTAL, CONTROL } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const control = () => JSON.parse(readFileSync(CONTROL, "utf8"));

const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const { privateKey: foreignKey } = await generateKeyPair("RS256", { extractable: true });
const kid = `key-${Date.now()}`;
const key = { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" };

// Two registrations, so that one provider can stand for two beside each other.
const client = (name) => ({
  client_id: `amend-${name}`,
  client_secret: "the secret that Amend has",
  redirect_uris: [`${PORTAL}/sign-in/${name}/back`],
  post_logout_redirect_uris: [`${PORTAL}/`],
  backchannel_logout_uri: `${PORTAL}/sign-in/${name}/ended`,
  backchannel_logout_session_required: true,
});

const provider = new Provider(issuer, {
  clients: [client("works"), client("other")],
  jwks: { keys: [key] },
  scopes: ["openid", "profile", "groups"],
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["of this run alone"] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      // One step in place of a question.
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><title>Sign out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
      },
    },
  },
  // It would not call back to this machine by itself.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, name) => ({
    accountId: name,
    claims: () => ({ sub: name, name, preferred_username: name, groups: control().groups?.[name] ?? [] }),
  }),
  // Nobody is asked for consent: the company has given it.
  loadExistingGrant: async (ctx) => {
    const { client, session, provider } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return provider.Grant.find(known);
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid profile groups");
    await grant.save();
    return grant;
  },
});

// A provider that is certified makes no mistakes, so they are made here.
provider.use(async (ctx, next) => {
  await next();
  const { says, isForged } = control();
  if (ctx.oidc?.route !== "token" || !ctx.body?.id_token || (!says && !isForged)) return;
  const claims = JSON.parse(Buffer.from(ctx.body.id_token.split(".")[1], "base64url"));
  const changed = { ...claims, ...says };
  const token = new SignJWT(changed).setProtectedHeader({ alg: "RS256", kid });
  ctx.body.id_token = await token.sign(isForged ? foreignKey : privateKey);
});

const page = `<!doctype html><html lang="en"><title>Works account</title><h1>Works account</h1>
<form method="post"><label>Name <input name="login" autofocus></label><button>Sign in</button>
<button name="cancel" value="yes">Cancel</button></form></html>`;

const interaction = async (request, response) => {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page);
    return;
  }
  let body = "";
  for await (const piece of request) body += piece;
  const form = new URLSearchParams(body);
  const result = form.has("cancel")
    ? { error: "access_denied", error_description: "<b>no</b>" }
    : { login: { accountId: form.get("login") } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

const serve = provider.callback();
const server = createServer((request, response) => {
  if (!request.url.startsWith("/interaction/")) return serve(request, response);
  return interaction(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(String(error));
  });
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`listening on ${issuer}`));
