// As much of Microsoft's Ajax library as office.js looks for, in its place: the real one is not in any package.
window.Type = Function;
Type.registerNamespace = (name) => {
  let place = window;
  for (const part of name.split(".")) place = place[part] ??= {};
};
Type.prototype.registerClass = function registerClass() { return this; };
Function._validateParams = () => null;
window.Sys = {
  StringBuilder: function StringBuilder() {},
  Debug: { trace() {} },
  Browser: { agent: null, InternetExplorer: {} },
  Serialization: { JavaScriptSerializer: { serialize: JSON.stringify, deserialize: JSON.parse } },
};
for (const name of ["argument", "argumentNull", "argumentOutOfRange", "argumentType", "parameterCount", "create"]) {
  Error[name] = (text) => new Error(`${name}: ${text}`);
}
String.format = (text, ...parts) => text.replace(/\{(\d+)\}/g, (_, place) => parts[place]);
