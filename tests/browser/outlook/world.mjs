// The world around the task pane, on this machine: Outlook on the web (a page of ours that speaks its protocol), Microsoft's servers (the
// public npm package of office.js), and a TLS front before the two doors of Amend. Chromium is told that all their names are here, so that the
// pane's own page runs as it is shipped: with its policy, its addresses and the real office.js.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";

const packages = createRequire(import.meta.url);
const officeFolder = join(dirname(packages.resolve("@microsoft/office-js/package.json")), "dist");
const here = dirname(new URL(import.meta.url).pathname);

export const PANE = "https://addin.example.test";
export const PORTAL = "https://amend.example.test";
export const OUTLOOK = "https://outlook.office.com";

const kinds = { js: "text/javascript", html: "text/html", css: "text/css", json: "application/json" };

function file(response, path) {
  if (!existsSync(path)) return response.writeHead(404).end();
  // As Microsoft's servers do: the host's own files are asked for across origins.
  response.writeHead(200, { "content-type": kinds[path.split(".").pop()] ?? "text/plain", "access-control-allow-origin": "*" });
  createReadStream(path).pipe(response);
}

/** Hands a request on to a door of Amend; the answer is handed back as it is, compressed or not. */
function handOn(request, response, port) {
  const onward = httpRequest({ host: "127.0.0.1", port, method: request.method, path: request.url, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

/**
 * Starts it. `state` may be changed at any time: how Microsoft's server behaves (`ok`, `down`, `hangs`), and whether the pane's does.
 * @param {{ pane: number, portal: number, key: string, cert: string }} doors
 */
export async function startWorld(doors) {
  const state = { office: "ok", ajax: "ok", pane: "ok" };
  const asked = [];
  const misbehaves = (how, response) => {
    if (how === "down") response.writeHead(503).end();
    // One that hangs never answers; the test's end closes the connection.
    return how !== "ok";
  };
  const sites = {
    "outlook.office.com": (request, response) => outlook(request, response),
    "evil.example.test": (request, response) => outlook(request, response),
    "appsforoffice.microsoft.com": (request, response) => {
      if (misbehaves(state.office, response)) return;
      const path = normalize(new URL(request.url, OUTLOOK).pathname).replace("/lib/1/hosted/", "");
      file(response, join(officeFolder, path));
    },
    "ajax.aspnetcdn.com": (_request, response) => {
      if (!misbehaves(state.ajax, response)) file(response, join(here, "microsoft_ajax.js"));
    },
    "addin.example.test": (request, response) => {
      if (!misbehaves(state.pane, response)) handOn(request, response, doors.pane);
    },
    "amend.example.test": (request, response) => handOn(request, response, doors.portal),
  };
  const server = createServer({ key: readFileSync(doors.key), cert: readFileSync(doors.cert) }, (request, response) => {
    const name = request.headers.host.split(":")[0];
    asked.push({ site: name, path: request.url, referer: request.headers.referer });
    const site = sites[name];
    if (site) site(request, response);
    else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  const rules = Object.keys(sites).map((name) => `MAP ${name}:443 127.0.0.1:${port}`);
  return {
    state,
    /** Every request so far: site and path. */
    asked,
    flags: [`--host-resolver-rules=${[...rules, "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"].join(", ")}`],
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function outlook(request, response) {
  const { pathname } = new URL(request.url, OUTLOOK);
  file(response, join(here, pathname === "/host.js" ? "host.js" : "host.html"));
}
