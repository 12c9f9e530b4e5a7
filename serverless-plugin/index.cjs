// Gives osls the provider `huawei`: functions of FunctionGraph on Huawei Cloud and Open Telekom Cloud, deployed by the
// built code of this project. Everything that decides anything is there; here are commands, options and files.
"use strict";

const { readFile } = require("node:fs/promises");
const { join, resolve } = require("node:path");
const { env } = require("node:process");
const { declarationOf } = require("./declaration.cjs");
const { packFunctions, readPackages } = require("./pack.cjs");
const schema = require("./schema.cjs");
const { refuseUnset } = require("./unset.cjs");

const PROVIDER = "huawei";

const text = (usage, shortcut) => ({ usage, type: "string", ...(shortcut ? { shortcut } : {}) });
const flag = (usage) => ({ usage, type: "boolean" });

const STAGE = { stage: text("Stage of the service", "s"), region: text("Region", "r") };
const ENDPOINT = { endpoint: text("Origin that stands in for FunctionGraph, such as an emulator") };
const COMMON = { ...STAGE, ...ENDPOINT };
const NAMED = { ...COMMON, function: { ...text("Function", "f"), required: true } };

const COMMANDS = {
  deploy: {
    usage: "Deploy functions, triggers, versions and logs to FunctionGraph",
    lifecycleEvents: ["deploy"],
    options: {
      ...COMMON,
      package: text("Folder of packages that were made before", "p"),
      "dry-run": flag("Print the calls and make none"),
      adopt: flag("Take over functions of the same name that another hand made"),
      "renew-secrets": flag("Make triggers with passwords anew"),
    },
  },
  info: { usage: "Show what is deployed", lifecycleEvents: ["info"], options: COMMON },
  invoke: {
    usage: "Call a deployed function",
    lifecycleEvents: ["invoke"],
    options: {
      ...NAMED,
      data: text("Event as JSON", "d"),
      path: text("File with the event as JSON", "p"),
      qualifier: text("Version, or an alias with ! in front", "q"),
      async: flag("Hand the event over and do not wait"),
      log: flag("Print the end of the function's log"),
    },
  },
  logs: {
    usage: "Show the log of a deployed function",
    lifecycleEvents: ["logs"],
    options: { ...NAMED, startTime: text("How far back: 30m, 2h, 1d, or a date. Default 10m") },
  },
  remove: {
    usage: "Remove the functions of the stage",
    lifecycleEvents: ["remove"],
    options: { ...COMMON, "dry-run": flag("Print the calls and make none") },
  },
};

/** What every command needs to find the functions; the rest of the declaration is only read by a deployment. */
const FINDING = ["service", "stage", "region", "cloud", "projectId", "package", "alias"];

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since the epoch of `30m`, `2h`, `1d` ago or of a date. */
function startOf(given = "10m", now = Date.now()) {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(given) ?? [];
  const at = unit === undefined ? Date.parse(given) : now - Number(count) * UNITS[unit];
  if (Number.isNaN(at)) throw new Error(`--startTime: 30m, 2h, 1d, or a date (got ${JSON.stringify(given)})`);
  return at;
}

class HuaweiPlugin {
  /** `parts` replaces the built deployment code and the environment in tests. */
  constructor(serverless, options = {}, { log, writeText } = {}, parts = {}) {
    this.serverless = serverless;
    this.options = options;
    this.env = parts.env ?? env;
    this.load = parts.load ?? (() => import("../dist/lib/deploy.js"));
    this.note = (line) => (log?.notice ? log.notice(line) : undefined);
    this.write = writeText ?? ((line) => process.stdout.write(`${line}\n`));
    if (serverless.service.provider.name !== PROVIDER) return;
    serverless.setProvider(PROVIDER, this);
    serverless.configSchemaHandler.defineProvider(PROVIDER, schema);
    this.commands = COMMANDS;
    this.hooks = {
      "before:package:createDeploymentArtifacts": () => this.tell(() => this.pack()),
      "deploy:deploy": () => this.tell(() => this.deploy()),
      "info:info": () => this.tell(() => this.info()),
      "invoke:invoke": () => this.tell(() => this.invoke()),
      "logs:logs": () => this.tell(() => this.logs()),
      "remove:remove": () => this.tell(() => this.remove()),
    };
  }

  static getProviderName() {
    return PROVIDER;
  }

  get folder() {
    return resolve(
      this.serverless.serviceDir,
      this.options.package ?? this.serverless.service.package?.path ?? ".serverless",
    );
  }

  /** osls prints a stack trace for every error that is not of its own kind, and would bury what there is to do in it. */
  async tell(act) {
    try {
      await act();
    } catch (error) {
      const OslsError = this.serverless.classes?.Error;
      const expected = error.name === "AutomationError" || error.constructor === Error;
      if (!OslsError || !expected) throw error;
      throw new OslsError(error.message, error.code ?? "HUAWEI", { cause: error });
    }
  }

  declaration() {
    return declarationOf(this.serverless, this.options);
  }

  credentials(code, cloud) {
    const named = this.serverless.service.provider.credentials ?? "env";
    const read = (name) => this.env[name];
    if (named === "env") return code.environmentCredentials({ read, cloud });
    if (named.startsWith("env:"))
      return code.environmentCredentials({ read, prefix: named.slice("env:".length) });
    const path = named.startsWith("profile:")
      ? named.slice("profile:".length)
      : join(this.env.HOME ?? "", ".huaweicloud/credentials");
    return code.profileCredentials({ path, readFile: (file) => readFile(file, "utf8") });
  }

  /** Opens the stack, hands it over and closes the connections, whatever happens. */
  async withStack(act, fields = FINDING) {
    const declaration = this.declaration();
    refuseUnset(declaration, fields);
    const code = await this.load();
    const { provider } = this.serverless.service;
    const transport = code.createNodeTransport();
    const endpoint = this.options.endpoint ?? provider.endpoint ?? this.env.CURFEW_FUNCTIONGRAPH_ENDPOINT;
    const stack = code.openStack({
      declaration,
      credentials: this.credentials(code, declaration.cloud ?? "huaweicloud"),
      transport,
      now: () => new Date(),
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
      random: Math.random,
      ...(endpoint ? { endpoint } : {}),
      ...(provider.logEndpoint ? { logEndpoint: provider.logEndpoint } : {}),
    });
    try {
      return await act(stack);
    } finally {
      await transport.close();
    }
  }

  async pack() {
    const { makeZip } = await this.load();
    const packed = await packFunctions(this.serverless, { folder: this.folder, makeZip });
    for (const { key, bytes } of packed) this.note(`packed ${key}: ${bytes} bytes`);
  }

  async deploy() {
    const { "dry-run": dryRun, adopt, "renew-secrets": renewSecrets } = this.options;
    const packages = await readPackages(this.serverless, this.folder);
    const { calls } = await this.withStack(
      (stack) => stack.deploy(packages, { dryRun, adopt, renewSecrets, report: (line) => this.write(line) }),
      [...FINDING, "functions"],
    );
    this.write(
      dryRun
        ? "dry run: nothing was sent"
        : calls === 0
          ? "nothing to change"
          : `deployed with ${calls} calls`,
    );
  }

  async remove() {
    const { "dry-run": dryRun } = this.options;
    const { calls } = await this.withStack((stack) =>
      stack.remove({ dryRun, report: (line) => this.write(line) }),
    );
    this.write(
      dryRun
        ? "dry run: nothing was sent"
        : calls === 0
          ? "nothing to remove"
          : `removed with ${calls} calls`,
    );
  }

  async info() {
    for (const { name, urn, codeBytes, aliases, triggers, log } of await this.withStack((stack) =>
      stack.summary(),
    )) {
      this.write(`${name}: ${urn ?? "not deployed"}`);
      if (urn === null) continue;
      this.write(
        `  code: ${codeBytes ?? "?"} bytes; alias: ${aliases.join(", ") || "none"}; log: ${log ?? "not in LTS"}`,
      );
      for (const trigger of triggers) this.write(`  trigger: ${trigger}`);
    }
  }

  async eventFile(path) {
    const file = resolve(this.serverless.serviceDir, path);
    try {
      return await readFile(file, "utf8");
    } catch (cause) {
      throw new Error(`--path: ${file} cannot be read (${cause.code}); a file with the event as JSON`, {
        cause,
      });
    }
  }

  /** A call of what is not there says so in the words of the platform; here is what to do about it. */
  notDeployed(error) {
    const { stage } = this.declaration();
    if (error.code !== "not-found") return error;
    const { function: name } = this.options;
    const way = `npx serverless deploy --stage ${stage}`;
    return new Error(`--function: ${name} is not deployed on stage ${stage}; deploy it with: ${way}`, {
      cause: error,
    });
  }

  async event() {
    const { data, path } = this.options;
    const given = path === undefined ? (data ?? "{}") : await this.eventFile(path);
    try {
      return JSON.parse(given);
    } catch (cause) {
      throw new Error(`${path === undefined ? "--data" : path}: not JSON (${cause.message})`, { cause });
    }
  }

  async invoke() {
    const { function: name, qualifier, async: isAsync, log } = this.options;
    const event = await this.event();
    const refuse = (error) => Promise.reject(this.notDeployed(error));
    await this.withStack(async (stack) => {
      if (isAsync) {
        this.write(await stack.invokeAsync(name, event, qualifier).catch(refuse));
        return;
      }
      const answer = await stack.invoke(name, event, qualifier).catch(refuse);
      if (log) this.write(answer.log);
      this.write(answer.result);
      if (answer.isError) throw new Error(`${name} failed (request ${answer.requestId ?? "unknown"})`);
    });
  }

  async logs() {
    const { function: name, startTime } = this.options;
    const fromMs = startOf(startTime);
    const lines = await this.withStack((stack) => stack.logs(name, { fromMs, toMs: Date.now() }));
    for (const line of lines) this.write(line);
  }
}

module.exports = HuaweiPlugin;
