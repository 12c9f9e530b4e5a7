import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findNode2015 } from "../../lib/functiongraph/find-node-2015.ts";
import type { RuntimeOptions } from "../../lib/functiongraph/runtime-options.ts";
import { cleanUpAfterEach } from "../e2e/support/clean-up.ts";
import { startFunction, type TestFunction } from "./functiongraph-fixtures.ts";

const keep = cleanUpAfterEach();
const env = (name: string) => process.env[name];
const node = await findNode2015({ env });
const given: Partial<RuntimeOptions> = node === undefined ? {} : { node };

console.log(
  `FunctionGraph runtime: tested on Node.js ${node === undefined ? process.versions.node : "20.15.1"}`,
);

async function start(
  source: string | Readonly<Record<string, string>>,
  options: Partial<RuntimeOptions> = {},
): Promise<TestFunction> {
  return keep(await startFunction(source, { ...given, ...options }));
}

/** Calls a function of this source once. */
async function once(
  source: string | Readonly<Record<string, string>>,
  options: Partial<RuntimeOptions> = {},
  event: unknown = {},
) {
  return (await start(source, options)).invoke(event);
}

/** Starts one instance for a group of tests that only ask it. */
function warm(source: string, options: Partial<RuntimeOptions> = {}): () => TestFunction {
  const held: TestFunction[] = [];
  beforeAll(async () => void held.push(await startFunction(source, { ...given, ...options })));
  afterAll(async () => void (await held[0]?.close()));
  return () => held[0] as TestFunction;
}

describe("what a handler that is async comes to", () => {
  const CASES = `
    const cases = {
      text: () => "plain", object: () => ({ a: [1] }), number: () => 4.5, yes: () => true,
      nothing: () => undefined, null: () => null,
      circular: () => { const a = {}; a.a = a; return a; }, bigint: () => ({ n: 1n }),
      full: () => "x".repeat(6291456), over: () => "x".repeat(6291457), umlauts: () => "ü".repeat(3145729),
      boom: () => { throw new TypeError("boom"); }, odd: () => { throw "odd"; },
      coded: () => { throw Object.assign(new Error("mine"), { code: 1234 }); },
    };
    exports.handler = async (event, context) => cases[event.as]();
  `;
  const fn = warm(CASES);
  const as = (name: string) => fn().invoke({ as: name });

  it.each([
    ["text", "plain"],
    ["object", '{"a":[1]}'],
    ["number", "4.5"],
    ["yes", "true"],
    ["nothing", ""],
    ["null", "null"],
  ])("answers %s as %j", async (name, body) => {
    expect(await as(name)).toMatchObject({ outcome: "ok", result: body, error: null, code: 0 });
  });

  it.each([["circular"], ["bigint"]])("refuses a %s result with 4007", async (name) => {
    expect(await as(name)).toMatchObject({
      outcome: "error",
      result: null,
      code: 4007,
      error: { errorMessage: expect.stringMatching(/^function result is invalid, error: /) },
    });
  });

  it("takes a result of 6,291,456 bytes and refuses one more with 4004, counting bytes", async () => {
    expect((await as("full")).result).toHaveLength(6_291_456);
    expect(await as("over")).toMatchObject({
      code: 4004,
      error: { errorMessage: "response body size 6291457 exceeds the limit of 6291456" },
    });
    expect(await as("umlauts")).toMatchObject({ code: 4004 });
  });

  it("tells what was thrown with type, message and the function's own frames", async () => {
    const thrown = await as("boom");
    expect(thrown).toMatchObject({
      outcome: "error",
      code: 4002,
      error: { errorMessage: "function invocation exception, error: boom", errorType: "TypeError" },
    });
    expect(thrown.error?.stackTrace?.[0]).toMatch(/^at .*boom \(\.\/index\.js:\d+:\d+\)$/);
    expect(thrown.error?.stackTrace?.join()).not.toContain("runtime");
    expect(thrown.logs.join("\n")).toMatch(/ ERROR function invocation exception, error: boom\nat /);
  });

  it("calls what is no error a UserFunctionError, and does not pass on an error's own code", async () => {
    expect(await as("odd")).toMatchObject({
      code: 4002,
      error: { errorType: "UserFunctionError", errorMessage: "function invocation exception, error: odd" },
    });
    expect(await as("coded")).toMatchObject({ code: 4002 });
  });

  it("refuses an event that is no JSON with 4002, and the instance lives on", async () => {
    expect(await fn().invoke("{")).toMatchObject({ code: 4002, error: { errorType: "SyntaxError" } });
    expect(await as("text")).toMatchObject({ outcome: "ok" });
  });

  it("refuses an event above 6,291,456 bytes before it reaches the function", async () => {
    const event = { as: "text", filler: "x".repeat(6_291_456) };
    expect(await fn().invoke(event)).toMatchObject({ outcome: "error", code: 4140, durationMs: 0 });
    const fits = `{"as":"text","filler":"${"x".repeat(6_291_456 - 25)}"}`;
    expect(Buffer.byteLength(fits)).toBe(6_291_456);
    expect(await fn().invoke(fits)).toMatchObject({ outcome: "ok" });
  });

  it("holds an asynchronous call to 262,144 bytes, and forgets a larger result of one", async () => {
    const event = { as: "text", filler: "x".repeat(262_144) };
    expect(await fn().invoke(event, { asynchronous: true })).toMatchObject({ code: 4140 });
    expect(await fn().invoke({ as: "full" }, { asynchronous: true })).toMatchObject({ result: "" });
  });
});

describe("callbacks", () => {
  const CASES = `
    const cases = {
      good: (done) => done(null, { a: 1 }), twice: (done) => { done(null, 1); done(null, 2); done(new Error("late")); },
      empty: (done) => done(), missing: (done) => done(undefined, "x"), text: (done) => done("no such order"),
      error: (done) => done(new RangeError("too far")), later: (done) => void setTimeout(done, 5, null, "late"),
      sync: () => { throw new TypeError("now"); },
      race: (done) => { done(null, "called"); return Promise.resolve("returned"); },
    };
    exports.handler = (event, context, callback) => cases[event.as](callback);
  `;
  const fn = warm(CASES);

  it.each([
    ["good", '{"a":1}'],
    ["twice", "1"],
    ["later", "late"],
    ["race", "called"],
  ])("%s: answers %s", async (name, body) => {
    expect(await fn().invoke({ as: name })).toMatchObject({ outcome: "ok", result: body });
  });

  it.each([
    ["empty", 4001, "function entry exception, error: undefined"],
    ["missing", 4001, "function entry exception, error: undefined"],
    ["text", 4001, "no such order"],
    ["error", 4001, "function entry exception, error: too far"],
    ["sync", 4002, "function invocation exception, error: now"],
  ])("%s: fails with %i %s", async (name, code, errorMessage) => {
    const failed = await fn().invoke({ as: name });
    expect(failed).toMatchObject({ outcome: "error", code, error: { errorMessage } });
    if (code === 4001) expect(failed.error).not.toHaveProperty("stackTrace");
  });
});

describe("what only looks as if it worked", () => {
  it.each([
    ["async (event, context = {}) => 1", 1],
    ["async (...all) => 1", 0],
  ])("refuses %s: it has %i parameters", async (source, received) => {
    expect(await once(`exports.handler = ${source};`)).toMatchObject({
      outcome: "error",
      code: 4001,
      error: {
        errorMessage: `function entry exception, error: handler expect to have 2 or 3 parameters, but received ${received}`,
        errorType: "FunctionLoadError",
      },
    });
  });

  it("waits for nothing but a native promise, ends the call from outside and says why", async () => {
    const source = `exports.handler = (event, context) => event.plain ? "ignored" : { then: (done) => done("ignored") };`;
    const fn = await start(source, { timeoutMs: 80 });
    for (const event of [{ plain: true }, {}]) {
      expect(await fn.invoke(event)).toMatchObject({
        outcome: "timeout",
        code: 4010,
        result: null,
        error: {
          errorMessage: "the call timed out after 80 ms",
          hint: expect.stringContaining("native promise"),
        },
      });
    }
  });

  it.each([
    [
      "ES module syntax",
      { "index.js": "export const handler = async (event, context) => 1;" },
      "Unexpected token",
    ],
    [
      "a package of ES modules",
      { "index.js": "export const handler = async (e, c) => 1;", "package.json": '{"type":"module"}' },
      "not found module './index.js'",
    ],
    [
      "an .mjs",
      { "index.mjs": "export const handler = async (e, c) => 1;" },
      "not found module './index.js'",
    ],
    [
      "a required ES module",
      { "index.js": "require('./lib/a.mjs');", "lib/a.mjs": "export const a = 1;" },
      "",
    ],
  ])("refuses %s on every Node.js, and says to build CommonJS", async (_, files, message) => {
    const refused = await once(files as Record<string, string>);
    expect(refused).toMatchObject({ outcome: "error", code: 4001 });
    expect(refused.error?.errorMessage).toContain(`function entry exception, error: ${message}`);
    expect(refused.error?.hint).toMatch(/CommonJS|bundle it/);
  });

  it.each([
    ["exports.other = async (event, context) => 1;", "handler 'handler' not found in module './index.js'"],
    ["throw new Error('top level');", "top level"],
  ])("refuses %s", async (source, message) => {
    expect(await once(source)).toMatchObject({
      code: 4001,
      error: { errorMessage: `function entry exception, error: ${message}` },
    });
  });

  it("has no node_modules but the package's own, wherever the code was built", async () => {
    const refused = await once("require('zod'); exports.handler = async (e, c) => 1;");
    expect(refused.error?.hint).toContain("requires 'zod', which is not in the package");
  });

  it("finds the folder that was zipped around the code", async () => {
    const refused = await once({ "webhook/index.js": "exports.handler = async (e, c) => 1;" });
    expect(refused.error?.hint).toContain("in the folder webhook");
  });
});

describe("the process", () => {
  it("is kept for the next call, and loads the code with the first one", async () => {
    const fn = await start(
      `console.log("loaded"); let n = 0; exports.handler = async (event, context) => ++n;`,
    );
    const [first, second] = await Promise.all([fn.invoke({}), fn.invoke({})]);
    expect([first.result, second.result]).toEqual(["1", "2"]);
    expect(first.logs.join("\n")).toContain("INFO loaded");
    expect(second.logs.join("\n")).not.toContain("loaded");
  });

  it("takes one call at a time", async () => {
    const fn = await start(`
      let open = 0;
      exports.handler = async (event, context) => {
        open += 1; await new Promise((done) => setTimeout(done, 5)); const seen = open; open -= 1; return seen;
      };`);
    const results = await Promise.all([1, 2, 3].map(() => fn.invoke({})));
    expect(results.map(({ result }) => result)).toEqual(["1", "1", "1"]);
  });

  it("is killed when time is up, whatever it does, and the next call gets a new one", async () => {
    const fn = await start(
      `exports.handler = async (event, context) => { if (event.spin) for (;;); return "fresh"; };`,
      { timeoutMs: 1_000 },
    );
    expect(await fn.invoke({ spin: true })).toMatchObject({ outcome: "timeout", code: 4010 });
    expect(await fn.invoke({})).toMatchObject({ outcome: "ok", result: "fresh" });
  });

  it("dies of an error that nobody catches, of an error without a stack, and of exit", async () => {
    const fn = await start(`
      exports.handler = (event, context, callback) => {
        if (event.exit) process.exit(7);
        if (event.bare) { const error = new Error("bare"); error.stack = undefined; return Promise.reject(error); }
        setTimeout(() => { throw new Error("nobody catches me"); }, 1);
      };`);
    const thrown = await fn.invoke({});
    expect(thrown).toMatchObject({ outcome: "died", code: null, result: null });
    expect(thrown.logs.join("\n")).toMatch(/ERROR [\s\S]*nobody catches me/);
    expect(await fn.invoke({ bare: true })).toMatchObject({ outcome: "died" });
    const exited = await fn.invoke({ exit: true });
    expect(exited.error?.errorMessage).toContain("exit code 7");
  });

  it("dies when its memory does not suffice", async () => {
    const died = await once(
      "exports.handler = async (e, c) => { const all = []; for (;;) all.push(new Array(1e6).fill(1.5)); };",
      { timeoutMs: 15_000 },
    );
    expect(died).toMatchObject({ outcome: "died", code: 4205, error: { errorType: "OutOfMemory" } });
  });

  it("ends when nobody calls for a while", async () => {
    const fn = await start("exports.handler = async (event, context) => process.pid;", { idleMs: 20 });
    const first = Number((await fn.invoke({})).result);
    const gone = () => {
      try {
        process.kill(first, 0);
        return false;
      } catch {
        return true;
      }
    };
    for (let i = 0; i < 200 && !gone(); i += 1) await new Promise((done) => setTimeout(done, 10));
    expect(gone()).toBe(true);
    expect(Number((await fn.invoke({})).result)).not.toBe(first);
  });

  it("leaves nothing behind, and takes no call after it was closed", async () => {
    const fn = await start("exports.handler = async (event, context) => process.cwd();");
    const { result } = await fn.invoke({});
    expect(existsSync(result ?? "")).toBe(true);
    await fn.close();
    expect(existsSync(result ?? "")).toBe(false);
    await expect(fn.invoke({})).rejects.toMatchObject({ code: "usage" });
  });
});

describe("the initializer", () => {
  const HANDLER = "exports.handler = async (event, context) => globalThis.ready;";
  const withInit = (init: string, options: Partial<RuntimeOptions> = {}, event: unknown = {}) =>
    once(`${init}\n${HANDLER}`, { initializer: "index.init", ...options }, event);

  it.each([
    [
      "async",
      "exports.init = async (context, callback) => { globalThis.ready = context.getRequestID() + '!'; };",
    ],
    ["calling back", "exports.init = (context, callback) => { globalThis.ready = '!'; callback(null); };"],
  ])("runs before the first call, %s, without a request id", async (_, init) => {
    expect(await withInit(init)).toMatchObject({ outcome: "ok", result: "!" });
  });

  it("is looked up in the handler's file, whatever file its setting names", async () => {
    const init = "exports.init = async (context, callback) => { globalThis.ready = 1; };";
    expect(await withInit(init, { initializer: "other.init" })).toMatchObject({ result: "1" });
  });

  it("is tried in three instances, then the call fails with 4009", async () => {
    const failed = await withInit(
      "exports.init = async (context, callback) => { console.log('try'); throw new Error('no'); };",
    );
    expect(failed).toMatchObject({
      outcome: "error",
      code: 4009,
      error: { errorMessage: "function initialization exception, error: no" },
    });
    expect(failed.logs.filter((line) => line.endsWith("INFO try"))).toHaveLength(3);
  });

  it("has a timeout of its own", async () => {
    expect(
      await withInit("exports.init = (context, callback) => {};", { initializerTimeoutMs: 30 }),
    ).toMatchObject({
      outcome: "timeout",
      code: 4211,
      error: { hint: expect.stringContaining("initializer") },
    });
  });
});

describe("context, environment and output", () => {
  const SOURCE = `
    exports.handler = async (event, context) => {
      if (event.call) return context[event.call](...(event.values ?? []));
      if (event.env) return process.env;
      if (event.write) {
        let called = false;
        const back = process.stdout.write("to stdout\\n", () => { called = true; });
        process.stderr.write("to stderr\\n");
        console.log("a %s", "log"); console.error("an error"); console.log("x".repeat(92161));
        await new Promise((done) => setTimeout(done, 10));
        return { called, back: back === undefined };
      }
      const logger = context.getLogger();
      logger.debug("hidden"); logger.info("seen", { a: 1 }); logger.warn("careful");
      logger.setLevel("DEBUG"); logger.debug("now"); logger.setLevel("ERROR"); logger.info("no more"); logger.error("always");
    };`;
  const fn = warm(SOURCE, {
    userData: { GREETING: "hello" },
    functionName: "webhook",
    projectId: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    timeoutMs: 5_000,
    memoryMb: 256,
  });
  const credentials = {
    securityAccessKey: "EXAMPLEAK",
    securitySecretKey: "EXAMPLE-SK",
    securityToken: "EXAMPLE-TOKEN",
  };
  const ask = async (call: string, values: unknown[] = [], options = {}) =>
    (await fn().invoke({ call, values }, options)).result;

  it.each([
    ["getProjectID", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
    ["getFunctionName", "webhook"],
    ["getPackage", "default"],
    ["getVersion", "latest"],
    ["getMemorySize", "256"],
    ["getCPUNumber", "200"],
    ["getAlias", ""],
    ["getRunningTimeInSeconds", "5000"],
    ["getSecurityAccessKey", ""],
    ["getSecuritySecretKey", ""],
    ["getSecurityToken", ""],
    ["getToken", ""],
    ["getWorkflowID", ""],
  ])("%s() answers %j without an agency", async (method, answer) => {
    expect(await ask(method)).toBe(answer);
  });

  it("has credentials, request id and alias per call", async () => {
    expect(await ask("getSecurityAccessKey", [], { credentials })).toBe("EXAMPLEAK");
    expect(await ask("getSecurityToken", [], { credentials })).toBe("EXAMPLE-TOKEN");
    expect(await ask("getSecurityAccessKey")).toBe("");
    expect(await ask("getAlias", [], { alias: "live" })).toBe("live");
    expect(await ask("getRequestID", [], { traceId: "req-1" })).toBe("req-1");
  });

  it("counts the remaining time down from the timeout", async () => {
    const left = Number(await ask("getRemainingTimeInMilliSeconds"));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it("gives user data through the context, and not as variables of the process", async () => {
    expect(await ask("getUserData", ["GREETING"])).toBe("hello");
    expect(await ask("getUserData", ["constructor"])).toBe("");
    const variables = JSON.parse((await fn().invoke({ env: true })).result ?? "{}");
    expect(variables).not.toHaveProperty("GREETING");
    expect(JSON.parse(variables.RUNTIME_USERDATA)).toEqual({ GREETING: "hello" });
    const others = Object.keys(variables).filter((name) => !name.startsWith("RUNTIME_"));
    expect(others.sort()).toEqual(["PATH", "TZ"]);
  });

  it("also makes them variables of the process when that is asked for", async () => {
    const { result } = await once("exports.handler = async (event, context) => process.env.GREETING;", {
      userData: { GREETING: "hi" },
      userDataInEnvironment: true,
    });
    expect(result).toBe("hi");
  });

  it("wraps a call in the platform's lines and writes the logger's with time and request id", async () => {
    const { logs } = await fn().invoke({}, { traceId: "req-2" });
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    expect(logs.map((line) => line.replace(new RegExp(`^${time} `), "T "))).toEqual([
      "T Start invoke request 'req-2', version: latest",
      "T req-2 INFO seen { a: 1 }",
      "T req-2 WARN careful",
      "T req-2 DEBUG now",
      "T req-2 ERROR always",
      expect.stringMatching(
        /^T Finish invoke request 'req-2', duration: [\d.]+ms, billing duration: \d+ms, memory used: [1-9][\d.]+MB, billing memory: 256MB$/,
      ),
    ]);
  });

  it("takes standard output as INFO and standard error as ERROR, without a time, and calls nobody back", async () => {
    const { logs, result } = await fn().invoke({ write: true }, { traceId: "req-3" });
    expect(JSON.parse(result ?? "")).toEqual({ called: false, back: true });
    expect(logs.slice(1, 5)).toEqual([
      "req-3 INFO to stdout",
      "req-3 ERROR to stderr",
      "req-3 INFO a log",
      "req-3 ERROR an error",
    ]);
    expect(logs.slice(5, 7).map((line) => line.length - "req-3 INFO ".length)).toEqual([92_160, 1]);
  });

  it("runs in the folder above the code", async () => {
    const fn = await start({
      "index.js": `exports.handler = async (event, context) => require("fs").readFileSync("code/note.txt", "utf8");`,
      "note.txt": "found",
    });
    expect((await fn.invoke({})).result).toBe("found");
  });
});
