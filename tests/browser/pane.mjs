// The task pane inside an Outlook of ours, one step per situation that people meet; each step has a browser context of its own.
//
// AMEND_PANE_PORT, AMEND_PORTAL_PORT   the two doors, plain HTTP on this machine
// AMEND_KEY, AMEND_CERT                for the TLS front
// AMEND_USER, AMEND_PASSWORD           an employee; AMEND_LOCAL, AMEND_LOCAL_PASSWORD a local administrator
// AMEND_STEPS                          names of the steps, divided by spaces; all when absent
// AMEND_SHOTS                          folder for the screenshots
import { launch } from "./stage.mjs";
import { startWorld } from "./outlook/world.mjs";
import { Visit } from "./outlook/visit.mjs";
import * as drafts from "./outlook/drafts.mjs";
import * as failures from "./outlook/failures.mjs";
import * as looks from "./outlook/looks.mjs";
import * as nested from "./outlook/nested.mjs";
import * as signIn from "./outlook/sign_in.mjs";

const environment = process.env;
const all = { ...looks, ...signIn, ...nested, ...drafts, ...failures };
const wanted = (environment.AMEND_STEPS ?? Object.keys(all).join(" ")).split(" ").filter(Boolean);

const world = await startWorld({
  pane: Number(environment.AMEND_PANE_PORT), portal: Number(environment.AMEND_PORTAL_PORT),
  key: environment.AMEND_KEY, cert: environment.AMEND_CERT,
});
const browser = await launch(world.flags);
const findings = [];
try {
  for (const name of wanted) {
    const visits = [];
    /** Opens the pane in Outlook; `wish` says how (see `Visit.open`). */
    const visit = async (wish = {}) => {
      const made = await Visit.open(browser, world, wish);
      visits.push(made);
      return made;
    };
    const started = Date.now();
    try {
      await all[name]({ visit, world, browser, environment });
      for (const made of visits) findings.push(...made.wrongs().map((problem) => `${name}: ${problem}`));
    } catch (error) {
      const said = await visits.at(-1)?.told();
      findings.push(`${name}: ${error.stack}\n${said ?? ""}`);
      await visits.at(-1)?.shot(`failed-${name}`);
    }
    for (const made of visits) await made.context.close();
    Object.assign(world.state, { office: "ok", ajax: "ok", pane: "ok" });
    console.log(`${name}: ${Date.now() - started} ms`);
  }
} finally {
  await browser.close();
  await world.stop();
}
for (const finding of findings) console.log(finding);
console.log(`${wanted.length} steps, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
