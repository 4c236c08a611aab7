// What the widget asks of Outlook, behind functions that answer with texts and promises of texts. Everything that Office may lack is asked for
// with care: an older Outlook has less, and a missing piece must not stop the pane. Refusals are short words or Office's own numbers.
"use strict";
(() => {
  const host = window.__host;
  if (!host) return;

  const attempt = (ask) => {
    try {
      return ask() ?? null;
    } catch {
      return null;
    }
  };
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /** The language of Outlook, such as `fr-CA`. */
  host.language = () => attempt(() => Office.context.displayLanguage);

  /** Whether this Outlook has a set of functions. */
  host.has = (name, version) => attempt(() => Office.context.requirements.isSetSupported(name, version)) === true;

  /** Draws the page in the colours of Outlook where it tells them; where not, those that the system wishes for stay. */
  host.applyTheme = () => {
    const ground = attempt(() => Office.context.officeTheme.bodyBackgroundColor);
    const digits = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(ground ?? "");
    if (!digits) return;
    const [red, green, blue] = digits.slice(1).map((pair) => parseInt(pair, 16));
    const isDark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
    for (const sheet of document.styleSheets) {
      for (const rule of attempt(() => sheet.cssRules) ?? []) {
        if (rule instanceof CSSMediaRule && rule.media.mediaText === "(prefers-color-scheme: dark)") {
          rule.media.mediaText = isDark ? "all" : "not all";
        }
      }
    }
  };

  /** What helps whoever is asked for help. The address is told without query and fragment, which are Outlook's. */
  host.details = () => [
    `page: ${location.origin}${location.pathname}`,
    `time: ${new Date().toISOString()}`,
    `browser: ${navigator.userAgent}`,
    `Outlook: ${["hostName", "hostVersion", "OWAView"].map((name) =>
      attempt(() => Office.context.mailbox.diagnostics[name])).filter(Boolean).join(" ") || "unknown"}`,
    `platform: ${attempt(() => Office.context.platform) ?? "unknown"}`,
    ...host.errors.map((error) => `error: ${error}`),
  ].join("\n");

  /** Copies a text; rejects where Outlook does not let the pane do it. */
  host.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      const place = document.querySelector("dialog[open]") ?? document.body;
      place.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) throw "denied";
    }
    return "";
  };

  /**
   * Opens the dialog that signs in on the portal. Answers with the code that it handed over and the verifier that belongs to it, which
   * stays here: whoever else sees the code cannot use it.
   */
  host.dialog = async () => {
    const verifier = hex(crypto.getRandomValues(new Uint8Array(32)));
    const challenge = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
    const address = `${location.origin}/sign-in/start?challenge=${challenge}`;
    return new Promise((resolve, reject) => {
      const opened = ({ status, value: dialog, error }) => {
        if (status !== "succeeded") return reject(String(error?.code ?? "unknown"));
        const ended = (event) => reject(String(event.error ?? "unknown"));
        const told = (event) => {
          if (event.error) return ended(event);
          dialog.close();
          // Older Outlooks do not tell the origin, and let no other speak.
          const isOurs = event.origin === undefined ? !host.has("DialogOrigin", "1.1") : event.origin === location.origin;
          if (!isOurs) return reject("origin");
          resolve(JSON.stringify({ code: String(event.message), verifier }));
        };
        dialog.addEventHandler(Office.EventType.DialogMessageReceived, told);
        dialog.addEventHandler(Office.EventType.DialogEventReceived, ended);
      };
      try {
        Office.context.ui.displayDialogAsync(address, { height: 70, width: 40, promptBeforeOpen: false }, opened);
      } catch (error) {
        reject(String(error?.message ?? error));
      }
    });
  };
})();
