// What Outlook lays into the pane for nested app authentication, in its place: MSAL.js asks it for tokens by messages. `answers` says what
// becomes of each: a token, `interaction`, `cancelled`, `broken`, or nothing at all (`hangs`).
import { PANE } from "./world.mjs";

/** For `wish.before`: the bridge is there before any script of the page runs. */
export function bridge(answers, pane = PANE) {
  return (context) => context.addInitScript(({ origin, answers: wanted }) => {
    if (location.origin !== origin) return;
    const listeners = [];
    window.bridge = { asked: [], answers: wanted };
    const part = (value) => btoa(JSON.stringify(value)).replace(/=+$/, "");
    const claims = { oid: "11111111-1111-4111-8111-111111111111", tid: "22222222-2222-4222-8222-222222222222", sub: "1" };
    const idToken = `${part({ alg: "none" })}.${part(claims)}.x`;
    const refused = {
      interaction: { status: "USER_INTERACTION_REQUIRED", code: "interaction_required" },
      cancelled: { status: "USER_CANCEL", code: "user_cancelled" },
      broken: { status: "PERSISTENT_ERROR", code: "native_executor_error" },
    };
    const answer = (method, how) => {
      if (method === "GetInitContext") return { initContext: { sdkName: "test", sdkVersion: "1", capabilities: {} } };
      if (refused[how]) return { error: refused[how] };
      return {
        token: { access_token: how, id_token: idToken, expires_in: 3600, properties: null, scope: "api://x/Profile.Edit" },
        account: { environment: "login.microsoftonline.com", username: "emma@example.test", homeAccountId: "1.2", localAccountId: "1",
          tenantId: claims.tid },
      };
    };
    window.nestedAppAuthBridge = {
      addEventListener: (_type, listener) => listeners.push(listener),
      removeEventListener() {},
      postMessage(text) {
        const { method, requestId } = JSON.parse(text);
        window.bridge.asked.push(method);
        // The last answer stands for all that follow.
        const left = window.bridge.answers[method] ?? ["ok"];
        const how = left.length > 1 ? left.shift() : left[0];
        if (how === "hangs") return;
        const said = answer(method, how);
        const data = JSON.stringify({ messageType: "NestedAppAuthResponse", requestId, success: !said.error, ...said });
        setTimeout(() => { for (const listener of listeners) listener({ data }); }, 5);
      },
    };
  }, { origin: pane, answers });
}
