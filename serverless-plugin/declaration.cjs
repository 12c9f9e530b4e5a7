// Puts the declaration together that the deployment code reads and checks: what serverless.yml says of provider and
// functions, with the options of the command line in front.
"use strict";

/** Keys of a function that are the deployment's; what osls adds to a function is left behind. */
const FUNCTION_KEYS = [
  ...["handler", "description", "runtime", "memorySize", "timeout", "environment", "encryptedEnvironment"],
  ...["agency", "executionAgency", "vpc", "initializer", "triggers", "maxInstances", "asyncPolicy", "lts"],
];

/** Settings of the provider that hold for every function that says nothing else. */
const DEFAULTS = ["runtime", "memorySize", "timeout", "agency", "executionAgency", "vpc", "lts"];

const STACK_KEYS = ["cloud", "projectId", "package", "alias", "versionsKept"];

/** Only what is there: the schema has defaults for the rest, and an undefined key is an unknown one to it. */
function pick(from, keys) {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined && from[key] !== null).map((key) => [key, from[key]]),
  );
}

/** Numbers and flags of YAML are texts in an environment. */
function texts(environment = {}) {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}

function codeFolder(service) {
  return service.provider.code ?? "dist/functions/functiongraph";
}

/** A handler relative to the folder of the bundles, whether it was written so or from the root of the project. */
function inCodeFolder(service, handler) {
  const folder = `${codeFolder(service).replace(/^\.\//, "").replace(/\/+$/, "")}/`;
  const plain = String(handler ?? "").replace(/^\.\//, "");
  return plain.startsWith(folder) ? plain.slice(folder.length) : plain;
}

/** The bundle of a handler, relative to the folder of the bundles and without its extension. */
function stemOf(service, handler) {
  return inCodeFolder(service, handler).replace(/\.[^./]+$/, "");
}

/** The handler as the archive has it: the folder of its bundle is the archive's root. */
function handlerOf(service, handler) {
  return inCodeFolder(service, handler).replace(/^.*\//, "");
}

function functionOf(service, given) {
  const { provider } = service;
  const own = pick(given, FUNCTION_KEYS);
  const environment = texts({ ...provider.environment, ...own.environment });
  return {
    ...pick(provider, DEFAULTS),
    ...own,
    handler: handlerOf(service, own.handler),
    environment,
    ...(own.encryptedEnvironment ? { encryptedEnvironment: texts(own.encryptedEnvironment) } : {}),
  };
}

function declarationOf(serverless, options) {
  const { service } = serverless;
  const { provider } = service;
  // osls writes a name into every function; only one that a person wrote is taken.
  const written = serverless.configurationInput?.functions ?? {};
  const functions = Object.entries(service.functions ?? {}).map(([key, given]) => {
    const name = written[key]?.name;
    return [key, { ...functionOf(service, given), ...(name ? { name } : {}) }];
  });
  return {
    service: service.service,
    stage: options.stage ?? provider.stage ?? "dev",
    ...pick({ region: options.region ?? provider.region }, ["region"]),
    ...pick(provider, STACK_KEYS),
    functions: Object.fromEntries(functions),
  };
}

module.exports = { codeFolder, declarationOf, stemOf };
