// The last page of the sign-in dialog: hands the code on to the pane that opened it, and to no page of another origin.
(function () {
  "use strict";
  var code = /(?:^#|&)code=([0-9a-f]{64})(?:&|$)/.exec(window.location.hash);
  if (!code) return;
  var script = document.createElement("script");
  script.src = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js";
  script.onload = function () {
    window.Office.onReady(function () {
      window.Office.context.ui.messageParent(code[1], { targetOrigin: window.location.origin });
    });
  };
  document.head.appendChild(script);
})();
