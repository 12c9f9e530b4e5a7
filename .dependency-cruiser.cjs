// The import rules of docs/architecture.md, as a gate. Type imports count: an arrow is an arrow.

/** Layers from the ground up; a layer may import the ones it names and itself. */
const MAY_IMPORT = {
  domain: [],
  core: ["domain"],
  ports: ["domain"],
  signing: ["domain"],
  sources: ["domain", "core", "ports", "signing"],
  stores: ["domain", "core", "ports", "signing"],
  clients: ["domain", "core", "ports", "signing"],
  // The shell knows the world through ports alone.
  shell: ["domain", "core", "ports"],
  queues: ["domain", "core", "ports", "signing", "shell", "stores", "clients"],
  // The emulator shares the schemas and the signing bytes with the client, and nothing else.
  emulator: ["domain", "signing"],
  config: ["domain", "core", "ports", "signing", "sources", "shell", "stores", "clients", "queues"],
  compose: [
    "domain",
    "core",
    "ports",
    "signing",
    "sources",
    "shell",
    "stores",
    "clients",
    "queues",
    "config",
    "emulator",
  ],
  // Adapters translate; what is decided and who is called is none of their business.
  adapters: ["domain", "ports", "signing", "sources", "shell", "stores", "queues", "config", "compose"],
  // Plans policies on machines that a user's test makes up, with the parts that plan for real.
  testing: ["domain", "core", "ports", "signing", "sources", "clients", "config", "compose"],
  // What is deployed, as one declaration; everything that deploys it is synthesised from there.
  stack: [
    "domain",
    "core",
    "ports",
    "signing",
    "sources",
    "shell",
    "stores",
    "clients",
    "queues",
    "config",
    "compose",
    "packing",
  ],
  packing: [],
  // A stand-in for the platform, which knows nothing of what runs on it.
  functiongraph: ["domain"],
  cli: [
    "domain",
    "core",
    "ports",
    "signing",
    "sources",
    "shell",
    "stores",
    "clients",
    "queues",
    "config",
    "emulator",
    "compose",
    "adapters",
    "stack",
    "packing",
    "functiongraph",
  ],
  entry: [
    ...["domain", "ports", "signing", "clients", "emulator", "sources", "functiongraph", "packing"],
    "testing",
  ],
};

const layerRules = Object.entries(MAY_IMPORT).map(([layer, allowed]) => ({
  name: `arrows-of-${layer}`,
  comment: `lib/${layer} may import only itself${allowed.length > 0 ? ` and ${allowed.join(", ")}` : ""}`,
  severity: "error",
  from: { path: `^lib/${layer}/` },
  to: { path: "^(lib|functions|test|bench|scripts)/", pathNot: `^lib/(${[layer, ...allowed].join("|")})/` },
}));

const PLATFORMS = ["functiongraph", "lambda", "node"];

/** Packages that only one place may know. */
const onlyIn = (name, packages, places) => ({
  name,
  severity: "error",
  from: { path: "^(lib|functions)/", pathNot: `^(${places.join("|")})` },
  to: { path: `^node_modules/(${packages.join("|")})/` },
});

module.exports = {
  forbidden: [
    ...layerRules,
    ...PLATFORMS.map((platform) => ({
      name: `no-sideways-from-${platform}`,
      comment: "one platform does not see another",
      severity: "error",
      from: { path: `^lib/adapters/${platform}/` },
      to: { path: `^lib/adapters/(${PLATFORMS.filter((other) => other !== platform).join("|")})/` },
    })),
    {
      name: "no-cycles",
      severity: "error",
      from: { path: "^(lib|functions)/" },
      to: { circular: true },
    },
    {
      name: "pure-layers-know-no-host",
      comment: "domain and core see neither Node nor any package beyond the ones named here",
      severity: "error",
      from: { path: "^lib/(domain|core|ports)/" },
      to: {
        dependencyTypes: ["core", "npm", "npm-dev", "npm-optional"],
        pathNot: "node_modules/(zod|@marcbachmann/cel-js|croner|fastest-levenshtein)/",
      },
    },
    {
      name: "domain-knows-zod-alone",
      severity: "error",
      from: { path: "^lib/domain/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-optional"], pathNot: "node_modules/zod/" },
    },
    {
      name: "signing-knows-crypto-alone",
      severity: "error",
      from: { path: "^lib/signing/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-optional"], pathNot: "^(node:)?crypto$" },
    },
    onlyIn("undici-only-in-transport", ["undici"], ["lib/clients/transport/"]),
    onlyIn("mail-only-in-mailer", ["nodemailer"], ["lib/clients/mail/"]),
    onlyIn("sql-only-in-sqlite", ["kysely", "libsql"], ["lib/stores/sqlite/"]),
    onlyIn("cron-only-in-node-adapter", ["node-cron"], ["lib/adapters/node/"]),
    onlyIn("web-framework-only-in-node-adapter", ["hono", "@hono"], ["lib/adapters/node/"]),
    onlyIn("yaml-only-in-config", ["yaml"], ["lib/config/", "lib/cli/"]),
    onlyIn("commander-only-in-cli", ["commander"], ["lib/cli/"]),
    onlyIn("colours-only-for-people", ["picocolors"], ["lib/cli/", "lib/config/"]),
    {
      name: "no-dev-dependency-in-product",
      severity: "error",
      from: { path: "^(lib|functions)/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "no-undeclared-dependency",
      severity: "error",
      from: { path: "^(lib|functions)/" },
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"],
        // Written beside the code when a function is packed.
        pathNot: "curfew[.]config[.]json$",
      },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "^lib/", pathNot: "^lib/(entry|ports)/" },
      to: {},
    },
    {
      name: "no-junk-drawers",
      comment: "a name that says nothing collects everything",
      severity: "error",
      from: {},
      to: {
        path: "/(util|utils|helper|helpers|common|misc|shared|manager|info|data|process|service)(/|[.]ts$)",
        pathNot: "node_modules",
      },
    },
    {
      name: "functions-stay-thin",
      comment: "wiring only: adapters and compose, nothing below",
      severity: "error",
      from: { path: "^functions/" },
      to: { path: "^lib/", pathNot: "^lib/(adapters|compose)/" },
    },
    {
      name: "functions-stay-light",
      comment:
        "what a function carries: no SQL, no YAML, no emulator, no clock, no mail and no server of plain Node",
      severity: "error",
      from: { path: "^functions/(functiongraph|lambda)/" },
      to: {
        reachable: true,
        path: "(node_modules/(yaml|kysely|libsql|node-cron|hono|@hono|undici|commander|nodemailer)/|^lib/(emulator|config|cli)/|^lib/clients/mail/|^lib/stores/sqlite/)",
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|coverage|bench/peers)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
