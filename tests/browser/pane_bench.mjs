// Amend's task pane and one of React and Fluent UI (`tests/benches/react-pane`) side by side, taking turns, at the same server. Prints one line of
// JSON a visit.
//
// AMEND_PANE       the pane's own origin
// AMEND_TOKEN      what Outlook gives as the employee's token
// AMEND_KEY, AMEND_CERT   for the place of Microsoft's server, which has no more of office.js than both need
// AMEND_REPEATS    visits of each
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { bridge } from "./outlook/bridge.mjs";
import { launch } from "./stage.mjs";

const { AMEND_PANE: pane, AMEND_TOKEN: token, AMEND_KEY: key, AMEND_CERT: cert, AMEND_REPEATS: repeats } = process.env;
const office = `window.Office = { onReady: (done) => { setTimeout(() => done({ host: "Outlook", platform: "OfficeOnline" })); },
  context: { displayLanguage: "en-US", requirements: { isSetSupported: () => true } } };`;
/** A phone's or a café's line: 1.6 Mbit/s, 150 ms there and back, and a processor of a quarter. */
const slow = { network: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 }, rate: 4 };

const microsoft = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
  response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" }).end(office);
});
await new Promise((ready) => microsoft.listen(0, "127.0.0.1", ready));
const rule = `MAP appsforoffice.microsoft.com:443 127.0.0.1:${microsoft.address().port}`;
const browser = await launch([`--host-resolver-rules=${rule}, MAP * ~NOTFOUND , EXCLUDE 127.0.0.1`, "--ignore-certificate-errors"]);

/** Runs in the page before anything else: when the form can be used, how long interactions take, and when a save is told. */
function observe() {
  const seen = () => {
    const phone = document.querySelector('input[type="tel"]');
    if (!phone?.offsetParent) return requestAnimationFrame(seen);
    // What the next frame shows can be used.
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
  };
  requestAnimationFrame(seen);
  window.interactions = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.interactions.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  addEventListener("click", ({ timeStamp }) => {
    const told = () => {
      if (!/1 change saved/.test(document.body.innerText)) return requestAnimationFrame(told);
      window.saved = performance.now() - timeStamp;
    };
    requestAnimationFrame(told);
  }, true);
}

let number = 0;
async function visit(who, path, isSlow) {
  const context = await browser.newContext({ viewport: { width: 360, height: 700 }, locale: "en-GB" });
  await bridge({ GetToken: [token] }, pane)(context);
  await context.addInitScript(observe);
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  if (isSlow) {
    await protocol.send("Network.enable");
    await protocol.send("Network.emulateNetworkConditions", slow.network);
    await protocol.send("Emulation.setCPUThrottlingRate", { rate: slow.rate });
  }
  await page.goto(`${pane}${path}`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.usable !== undefined, null, { timeout: 60_000 });
  const usable = await page.evaluate(() => window.usable);
  const bytes = await page.evaluate(() => {
    const own = performance.getEntriesByType("resource").filter(({ name }) =>
      name.startsWith(location.origin) && !/\/api\/|\/msal-|icon/.test(name));
    return [...performance.getEntriesByType("navigation"), ...own].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  await page.getByLabel("Job title", { exact: true }).focus();
  await page.keyboard.press("Control+A");
  number += 1;
  await page.keyboard.type(`Chief of everything and more ${number}`, { delay: 40 });
  const typing = await page.evaluate(() => Math.max(16, ...window.interactions));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForFunction(() => window.saved !== undefined);
  const saved = await page.evaluate(() => window.saved);
  await context.close();
  console.log(JSON.stringify({ who, slow: isSlow, bytes, usable, typing, saved }));
}

// The first of each only warms the server up.
for (let round = 0; round <= Number(repeats); round += 1) {
  for (const isSlow of [false, true]) {
    for (const [who, path] of [["amend", "/"], ["react", "/react.html"]]) await visit(round === 0 ? "nobody" : who, path, isSlow);
  }
}
await browser.close();
microsoft.close();
