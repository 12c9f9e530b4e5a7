import { afterEach, describe, expect, it } from "vitest";
import {
  type RunningFunctionGraph,
  startFunctionGraph,
} from "../../../../lib/emulator/functiongraph/start-functiongraph.ts";
import { signRequest } from "../../../../lib/signing/sign-request.ts";

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const FUNCTIONS = "/v2/p1/fgs/functions";
const URN = "urn:fss:eu-west-101:p1:function:default:demo";
const ZIP = btoa("PK\u0003\u0004 not really");

const CREATE = {
  ...{ func_name: "demo", package: "default", runtime: "Node.js20.15", timeout: 3, handler: "index.handler" },
  ...{ memory_size: 128, code_type: "zip", code_filename: "demo.zip", func_code: { file: ZIP } },
};
const CONFIG = {
  func_name: "demo",
  runtime: "Node.js20.15",
  timeout: 3,
  handler: "index.handler",
  memory_size: 128,
};

describe("the emulator of FunctionGraph", () => {
  let emulator: RunningFunctionGraph;
  afterEach(() => emulator.close());

  const start = async () => {
    emulator = await startFunctionGraph({ credentials: [KEY] });
  };

  async function call(method: string, path: string, body?: unknown, { secretKey = KEY.secretKey } = {}) {
    const url = `${emulator.url}${path}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const content = text === undefined ? {} : { body: text };
    const headers = signRequest({
      method,
      url,
      credentials: { ...KEY, secretKey },
      date: new Date(),
      ...content,
    });
    const { host: _, ...sent } = headers;
    const answer = await fetch(url, { method, headers: sent, ...content });
    const said = await answer.text();
    return { status: answer.status, body: said === "" ? null : JSON.parse(said) };
  }

  it("refuses a request without or with a wrong signature", async () => {
    await start();
    const unsigned = await fetch(`${emulator.url}${FUNCTIONS}`);
    expect([unsigned.status, await unsigned.json()]).toEqual([
      401,
      expect.objectContaining({ error_code: "APIGW.0301" }),
    ]);
    const wrong = await call("GET", FUNCTIONS, undefined, { secretKey: "wrong-and-opens-nothing" });
    expect([wrong.status, wrong.body.error_code]).toEqual([401, "APIGW.0301"]);
    expect(emulator.state().functions.size).toBe(0);
  });

  it("answers an unknown path and an unknown function like gateway and service", async () => {
    await start();
    expect(await call("GET", "/v2/p1/fgs/pigeons")).toMatchObject({
      status: 404,
      body: { error_code: "APIGW.0101" },
    });
    expect(await call("GET", `${FUNCTIONS}/${URN}/config`)).toEqual({
      status: 404,
      body: { error_code: "FSS.1051", error_msg: "Not found the function" },
    });
  });

  it("holds a key to the actions it has, and lets one with limits call functions at most", async () => {
    await start();
    await call("POST", FUNCTIONS, CREATE);
    const wake = () => call("POST", `${FUNCTIONS}/${URN}/invocations-async`, { curfew: "work" });
    emulator.permit(KEY.accessKey, ["functiongraph:function:invoke"]);
    expect(await wake()).toEqual({
      status: 403,
      body: {
        error_code: "FSS.0403",
        error_msg: "Policy doesn't allow functiongraph:function:invokeAsync to be performed",
      },
    });
    expect((await call("POST", `${FUNCTIONS}/${URN}/invocations`, {})).status).toBe(200);
    expect((await call("GET", FUNCTIONS)).status).toBe(403);
    expect(emulator.state().functions.get(URN)?.waiting).toEqual([]);
    emulator.permit(KEY.accessKey, ["functiongraph:function:invokeAsync"]);
    expect((await wake()).status).toBe(202);
    emulator.permit(KEY.accessKey, null);
    expect((await call("GET", FUNCTIONS)).status).toBe(200);
  });

  it("keeps functions of one project from another", async () => {
    await start();
    await call("POST", FUNCTIONS, CREATE);
    expect((await call("GET", `/v2/p2/fgs/functions/${URN}/config`)).status).toBe(404);
    expect((await call("GET", "/v2/p2/fgs/functions")).body.functions).toEqual([]);
  });

  it.each([
    ["an unknown field", { ...CREATE, memmory: 1 }, "FSS.0400", /memmory: unknown field/],
    ["code that is no zip", { ...CREATE, func_code: { file: btoa("hello") } }, "FSS.0400", /not a ZIP/],
    ["code that is no base64", { ...CREATE, func_code: { file: "%%%" } }, "FSS.0400", /base64/],
    [
      "an environment that is too big",
      { ...CREATE, user_data: JSON.stringify({ A: "x".repeat(4096) }) },
      "FSS.1017",
      /4096/,
    ],
    ["logs to LTS before it is enabled", { ...CREATE, enable_lts_log: true }, "FSS.0400", /enable-lts-logs/],
  ])("refuses to make a function with %s", async (_, body, code, message) => {
    await start();
    const answer = await call("POST", FUNCTIONS, body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error_code: code, error_msg: expect.stringMatching(message) },
    });
    expect(emulator.state().functions.size).toBe(0);
  });

  it("refuses a function that is there, and code that is there", async () => {
    await start();
    expect((await call("POST", FUNCTIONS, CREATE)).status).toBe(200);
    expect((await call("POST", FUNCTIONS, CREATE)).status).toBe(409);
    const { code_type, code_filename, func_code } = CREATE;
    expect(
      await call("PUT", `${FUNCTIONS}/${URN}/code`, { code_type, code_filename, func_code }),
    ).toMatchObject({
      status: 409,
      body: { error_code: "FSS.1016" },
    });
  });

  it("keeps a version as it was and shows it under version and alias", async () => {
    await start();
    await call("POST", FUNCTIONS, CREATE);
    await call("POST", `${FUNCTIONS}/${URN}/versions`, { version: "v1" });
    await call("POST", `${FUNCTIONS}/${URN}/aliases`, { name: "live", version: "v1" });
    await call("PUT", `${FUNCTIONS}/${URN}/config`, { ...CONFIG, timeout: 60 });
    const timeoutOf = async (urn: string) => (await call("GET", `${FUNCTIONS}/${urn}/config`)).body.timeout;
    expect(await Promise.all([URN, `${URN}:v1`, `${URN}:%21live`].map(timeoutOf))).toEqual([60, 3, 3]);
    expect((await call("DELETE", `${FUNCTIONS}/${URN}:v1`)).body.error_msg).toMatch(/used by an alias/);
  });

  it("hides secrets of triggers and of the environment, and disables what starts disabled", async () => {
    await start();
    await call("POST", FUNCTIONS, { ...CREATE, encrypted_user_data: '{"TOKEN":"hush-hush"}' });
    const event_data = { instance_id: "i", topic_ids: ["t"], kafka_password: "hush-hush" };
    const made = await call("POST", `/v2/p1/fgs/triggers/${URN}`, {
      trigger_type_code: "KAFKA",
      trigger_status: "ACTIVE",
      event_data,
    });
    expect(made).toMatchObject({ status: 201, body: { trigger_status: "DISABLED" } });
    const shown = [
      await call("GET", `/v2/p1/fgs/triggers/${URN}`),
      await call("GET", `${FUNCTIONS}/${URN}/config`),
    ];
    expect(JSON.stringify([shown, emulator.state().journal])).not.toContain("hush-hush");
  });

  it("refuses an eleventh trigger, a rule of OBS that is there, and a status that a type does not have", async () => {
    await start();
    await call("POST", FUNCTIONS, CREATE);
    const triggers = `/v2/p1/fgs/triggers/${URN}`;
    const obs = { trigger_type_code: "OBS", event_data: { bucket: "b", events: ["s3:ObjectCreated:*"] } };
    const { trigger_id } = (await call("POST", triggers, obs)).body;
    expect((await call("POST", triggers, obs)).body.error_code).toBe("FSS.1108");
    expect((await call("PUT", `${triggers}/OBS/${trigger_id}`, { trigger_status: "DISABLED" })).status).toBe(
      400,
    );
    for (let index = 1; index < 10; index += 1) {
      const event_data = { topic_urn: `urn:smn:${index}` };
      expect((await call("POST", triggers, { trigger_type_code: "SMN", event_data })).status).toBe(201);
    }
    const one = { trigger_type_code: "SMN", event_data: { topic_urn: "urn:smn:11" } };
    expect((await call("POST", triggers, one)).body.error_code).toBe("FSS.1123");
  });

  it("writes every call down and counts the writes", async () => {
    await start();
    await call("POST", FUNCTIONS, CREATE);
    await call("GET", FUNCTIONS);
    await call("DELETE", `${FUNCTIONS}/${URN}`);
    expect(emulator.writes()).toEqual(["CreateFunction", "DeleteFunction"]);
    expect(emulator.state().journal.map(({ operation, status }) => [operation, status])).toEqual([
      ["CreateFunction", 200],
      ["ListFunctions", 200],
      ["DeleteFunction", 204],
    ]);
    expect(emulator.state().journal[0]?.body).toMatchObject({
      func_code: { file: `${ZIP.length} characters of base64` },
    });
  });

  it("goes wrong as it is told: throttled, broken, an answer lost before and after the effect", async () => {
    await start();
    emulator.fault(
      { fault: "throttle" },
      { fault: "error-500" },
      { fault: "lost-answer-before-effect" },
      { fault: "lost-answer-after-effect" },
    );
    expect((await call("POST", FUNCTIONS, CREATE)).status).toBe(429);
    expect((await call("POST", FUNCTIONS, CREATE)).status).toBe(500);
    await expect(call("POST", FUNCTIONS, CREATE)).rejects.toThrow();
    expect(emulator.state().functions.size).toBe(0);
    await expect(call("POST", FUNCTIONS, CREATE)).rejects.toThrow();
    expect(emulator.state().functions.size).toBe(1);
  });
});
