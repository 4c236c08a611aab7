// The first script of the task pane. It is written in the JavaScript that the oldest web view of an Outlook runs, so that it can say in plain
// words where the rest cannot run. It loads office.js beside the WebAssembly and with a time limit: the page is never blank, whatever
// Microsoft's servers do. What it learns stands in `window.__host`, and `window.__hostReady` says when.
(function () {
  "use strict";
  var ADDRESS = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js";
  var LIMIT = 8000;
  var host = { errors: [] };
  window.__host = host;

  function note(text) {
    if (host.errors.length < 20) host.errors.push(String(text).slice(0, 300));
  }
  window.addEventListener("error", function (event) {
    note(event.message + " (" + event.filename + ":" + event.lineno + ")");
  });
  window.addEventListener("unhandledrejection", function (event) {
    note(event.reason);
  });

  host.giveUp = function () {
    document.getElementById("shell").hidden = true;
    document.getElementById("boot-failed").hidden = false;
  };
  // Lockdown modes take WebAssembly away; browsers without `noModule` do not know modules.
  if (typeof WebAssembly !== "object" || !("noModule" in document.createElement("script"))) {
    host.giveUp();
    return;
  }

  // What the rest asks for first, asked for while it is on its way itself. Should this fail, it asks once more and tells why.
  var settings = window.fetch("/api/v1/pane").then(function (answer) {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  });
  settings["catch"](function () {});
  host.settings = function () { return settings; };

  var settled = false;
  var timedOut = false;
  var settle, arrive;
  window.__hostReady = new Promise(function (resolve) { settle = resolve; });
  // office.js may still arrive after the time limit.
  host.late = new Promise(function (resolve) { arrive = resolve; });

  function verdict(word) {
    if (settled) {
      if (timedOut && word === "outlook") arrive(word);
      return;
    }
    settled = true;
    timedOut = word === "slow";
    settle(word);
  }

  // office.js puts null in the place of these; below are the browser's own.
  function repairHistory() {
    delete window.history.pushState;
    delete window.history.replaceState;
  }

  // The address and window.name are left as they are: office.js reads in them who has opened the pane.
  var script = document.createElement("script");
  script.src = ADDRESS;
  script.async = true;
  script.onerror = function () {
    note("office.js was not loaded");
    verdict("missing");
  };
  script.onload = function () {
    repairHistory();
    if (!window.Office || !window.Office.onReady) {
      note("office.js was loaded and is none");
      verdict("missing");
      return;
    }
    // At once: office.js gives up on pages that do not ask within 20 seconds.
    window.Office.onReady(function (info) {
      repairHistory();
      verdict(info && info.host === "Outlook" ? "outlook" : "elsewhere");
    });
  };
  window.setTimeout(function () { verdict("slow"); }, LIMIT);
  document.head.appendChild(script);
})();
