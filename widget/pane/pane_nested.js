// Sign-in by Outlook itself (nested app authentication): MSAL.js asks the program around the pane for a token, and nobody types anything.
// It is loaded only where it is set up and Outlook can do it. No call is left to wait for ever: MSAL itself would.
"use strict";
(() => {
  const host = window.__host;
  // Nothing else runs where the first script has given up.
  if (!host?.settings) return;
  let client;
  let request;

  const within = (milliseconds, promise) => Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject("timeout"), milliseconds)),
  ]);
  const load = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject("not_loaded");
    document.head.append(script);
  });
  // What MSAL.js says when it cannot go on without the person.
  const needsPerson = ["no_account_error", "no_tokens_found", "login_required", "consent_required", "interaction_required"];
  const reason = (error) => {
    if (typeof error === "string") throw error;
    host.errors.push(`msal: ${error?.errorCode ?? ""} ${error?.message ?? error}`.slice(0, 300));
    throw error?.name === "InteractionRequiredAuthError" || needsPerson.includes(error?.errorCode)
      ? "interaction" : String(error?.errorCode ?? "unknown");
  };

  const begin = async (clientId, authority, scope) => {
    if (!host.has("NestedAppAuth", "1.1") || !window.nestedAppAuthBridge) throw "unsupported";
    // xtask writes the name of the file into the page.
    const address = document.querySelector('meta[name="amend-msal"]')?.content;
    if (!address?.startsWith("/")) throw "not_built";
    try {
      await within(8000, load(address));
      const settings = { auth: { clientId, authority }, cache: { cacheLocation: "memoryStorage" } };
      client = await within(5000, msal.createNestablePublicClientApplication(settings));
    } catch (error) {
      reason(error);
    }
    request = { scopes: [scope] };
    return "";
  };

  let begun;
  /** Gets ready to sign in this way; rejects where this Outlook cannot. */
  host.nested = (...settings) => (begun ??= begin(...settings));

  const silently = async (fresh) => {
    try {
      const account = client.getActiveAccount() ?? undefined;
      const answer = await within(8000, client.acquireTokenSilent({ ...request, account, forceRefresh: fresh === "fresh" }));
      client.setActiveAccount(answer.account);
      return answer.accessToken;
    } catch (error) {
      return reason(error);
    }
  };

  let first;
  /** A token without asking anybody; with `fresh`, one that is not from a cache. */
  host.nestedToken = (fresh) => {
    const token = fresh === "fresh" ? undefined : first;
    first = undefined;
    return token ?? silently(fresh);
  };

  // All this takes longer than to load the rest, so it is begun beside it.
  Promise.all([window.__hostReady, host.settings()]).then(async ([place, text]) => {
    const { nested } = JSON.parse(text);
    if (place !== "outlook" || !nested) return;
    first = host.nested(nested.client_id, nested.authority, nested.scope).then(() => silently(""));
    await first;
  }).catch(() => {});

  /** A token by way of the person; only ever called by a click. */
  host.nestedPopup = async () => {
    try {
      const answer = await within(300_000, client.acquireTokenPopup(request));
      client.setActiveAccount(answer.account);
      return answer.accessToken;
    } catch (error) {
      return reason(error);
    }
  };
})();
