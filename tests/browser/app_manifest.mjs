// Holds unified (JSON) manifests and their translations against the schemas in Microsoft's own package, and prints what is wrong with each. Nothing
// is asked of the network: the schemas are files of the package. (It needs fs-extra and does not say so, therefore package.json does.)
//
// AMEND_MANIFESTS   a folder; every file in it is looked at
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";

const folder = process.env.AMEND_MANIFESTS;
if (!folder) throw new Error("AMEND_MANIFESTS must name a folder");
const require = createRequire(import.meta.url);
const { AppManifestUtils } = require("@microsoft/app-manifest");
const schemas = join(dirname(require.resolve("@microsoft/app-manifest")), "json-schemas", "teams");

/** What is wrong with a translation. The package has no validator for these, and patterns that are none of Unicode's. */
function ofTranslation(translation, version) {
  const schema = JSON.parse(readFileSync(join(schemas, version, "MicrosoftTeams.Localization.schema.json"), "utf8"));
  const ajv = new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats(ajv, ["uri"]);
  const validate = ajv.compile(schema);
  validate(translation);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const found = {};
for (const name of readdirSync(folder).sort()) {
  const manifest = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const address = /^https:\/\/developer\.microsoft\.com\/json-schemas\/teams\/(v1\.\d+)\/MicrosoftTeams\.(Localization\.)?schema\.json$/;
  const [, version, isTranslation] = address.exec(manifest.$schema) ?? [];
  // For a schema that it does not have, the package would ask the network.
  if (!version) found[name] = [`$schema is ${manifest.$schema}`];
  else if (isTranslation) found[name] = ofTranslation(manifest, version);
  else found[name] = await AppManifestUtils.validateAgainstSchema(manifest);
}
console.log(JSON.stringify(found));
