// Outlook on the web as far as an add-in sees it: a frame with what office.js looks for in its address and its name, and answers to the
// messages of office.js. What is asked of it stands in the query: `mode` (read, compose, none), `locale`, `nested` (whether nested app authentication is there).
const wish = Object.fromEntries(new URLSearchParams(location.search));
const conversation = "conversation-1";
const application = "amend-add-in";
window.told = [];

const sets = (list) => JSON.stringify({ matrix: 1, ...Object.fromEntries(list) });
const context = () => ({
  _id: application, _appName: 64, _appVersion: "16.01", _appUILocale: wish.locale ?? "en-US", _dataLocale: wish.locale ?? "en-US",
  _docUrl: location.origin, _clientMode: 0, _settings: {}, _reason: 0, _osfControlType: 0, _eToken: "", _correlationId: "1",
  _appMinorVersion: 0, _requirementMatrix: sets([["Mailbox", 1.13], ["react", 1], ...(wish.nested ? [["NestedAppAuth", 1.1]] : [])]), _hostFullVersion: "16.0.1.1",
  _dialogRequirementMatrix: sets([["DialogApi", 1.2], ["DialogOrigin", 1.1]]), _hostCustomMessage: "", _clientWindowHeight: 700,
  _clientWindowWidth: 900, _addinName: "Amend", _appDomains: [], _featureGates: {}, _initialDisplayMode: 0,
});
const initial = () => (wish.mode === "none" ? null : {
  permissionLevel: 0, hostVersion: "16.0.1.1", owaView: "ThreeColumns", userDisplayName: "", userEmailAddress: "", userTimeZone: "UTC",
  itemType: 1, isRead: wish.mode !== "compose", id: "1", subject: "Hello", conversationId: "1", timeZoneOffsets: [],
});

addEventListener("message", ({ source, origin, data }) => {
  let ask;
  try {
    ask = JSON.parse(data);
  } catch {
    return;
  }
  if (ask?._messageType !== 0 || ask._conversationId !== conversation) return;
  window.told.push(ask._actionName);
  const answers = {
    ContextActivationManager_getAppContextAsync: context,
    GetInitialData: initial,
    ExecuteMethod: () => ({ error: false, data: null }),
  };
  const answer = answers[ask._actionName];
  source.postMessage(JSON.stringify({
    _messageType: 1, _actionName: ask._actionName, _conversationId: conversation, _correlationId: ask._correlationId,
    _origin: location.origin, _data: answer ? answer() : null, _errorCode: 0, _responseType: 0, _serializerVersion: 1,
  }), origin);
});

addEventListener("DOMContentLoaded", () => {
  const info = `Outlook$Web$16.01$${wish.locale ?? "en-US"}$1$$$0`;
  const channel = `${conversation}|${application}|${location.origin}`;
  const frame = document.createElement("iframe");
  frame.name = JSON.stringify({ hostInfo: info, xdmInfo: channel, serializerVersion: 1 });
  frame.sandbox = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals";
  frame.title = "Amend";
  frame.src = `${wish.pane}/?_host_Info=${info}#&_serializer_version=1&_xdm_Info=${channel}`;
  document.body.append(frame);
});
