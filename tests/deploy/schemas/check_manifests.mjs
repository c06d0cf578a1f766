// Checks Kubernetes objects against the published schemas (kubernetes-models, generated from
// Kubernetes' OpenAPI): types, enumerations, required fields, and that every field is one the schema
// knows. Reads a JSON array of objects from standard input; prints one line for each finding; exit
// code 1 when there is one.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);

function modelOf({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const folder = { "": "", apps: "apps/", batch: "batch/", policy: "policy/",
                   autoscaling: "autoscaling/", "networking.k8s.io": "networking.k8s.io/" }[group];
  if (folder === undefined) throw new Error(`no schemas of the group ${group}`);
  return require(`kubernetes-models/${folder}${version}/${kind}`)[kind];
}

// A field that a compiled schema never looks at is one it does not know.
function watched(value, seen, path = "") {
  if (value === null || typeof value !== "object") return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === "symbol" || key === "toJSON") return target[key];
      if (!Array.isArray(target)) seen.add(`${path}/${key}`);
      return watched(target[key], seen, `${path}/${key}`);
    },
  });
}

function* fieldsOf(value, path = "") {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield `${path}/${key}`;
    yield* fieldsOf(inner, `${path}/${key}`);
  }
}

const findings = [];
const objects = JSON.parse(readFileSync(0, "utf8"));
for (const object of objects) {
  const name = `${object.kind} ${object.metadata?.name}`;
  const say = (path, text) => findings.push(`${name}: ${path}: ${text}`);
  let model;
  try {
    model = modelOf(object);
  } catch (error) {
    say("/kind", error.message.split("\n")[0]);
    continue;
  }
  try {
    new model(object).validate();
  } catch (error) {
    for (const one of error.errors ?? [error]) say(one.instancePath ?? "", one.message ?? one.keyword);
    if (!(error.errors ?? []).length) say("", error.message);
    continue;
  }
  const seen = new Set();
  const whole = new model({});
  Object.assign(whole, Object.fromEntries(
    Object.keys(object).map((key) => [key, watched(object[key], seen, `/${key}`)])));
  whole.validate();
  for (const field of fieldsOf(object)) {
    const top = field.lastIndexOf("/") === 0;
    const known = top ? ["apiVersion", "kind", "metadata", "spec", "data"].includes(field.slice(1))
                      : seen.has(field);
    if (!known) say(field, "is no field of the schema");
  }
}
for (const finding of findings) console.log(finding);
console.log(`${objects.length} objects, ${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
