import { describe, expect, it } from "vitest";
import { applyDeploy } from "../../../../lib/clients/functiongraph/apply-deploy.ts";
import {
  invokeFunction,
  invokeFunctionAsync,
} from "../../../../lib/clients/functiongraph/invoke-function.ts";
import { planDeploy } from "../../../../lib/clients/functiongraph/plan-deploy.ts";
import { readFunctionLogs } from "../../../../lib/clients/functiongraph/read-function-logs.ts";
import type { RunFunction } from "../../../../lib/emulator/functiongraph/invocations.ts";
import { emulatedApi, NOW_MS, PROJECT, wanted } from "./emulated-api.ts";

const urn = `urn:fss:eu-west-101:${PROJECT}:function:default:curfew-test-a`;

async function deployed(run?: RunFunction, lts = true) {
  const api = emulatedApi(run ? { run } : {});
  await applyDeploy(planDeploy(wanted({ a: { lts } }), { functions: new Map(), strays: [] }), api.client);
  return api;
}

describe("invoking a function", () => {
  it("answers with its result and the end of its log", async () => {
    const { options } = await deployed(() => ({ result: '{"ü":1}', log: "it said so: ü" }));
    const answer = await invokeFunction(urn, { a: 1 }, options);
    expect(answer).toMatchObject({
      result: '{"ü":1}',
      isError: false,
      requestId: expect.stringMatching(/^request-/),
    });
    expect(answer.log).toMatch(/Start invoke request[\s\S]*it said so: ü[\s\S]*Finish invoke request/);
  });

  it("tells that the function itself failed", async () => {
    const { options } = await deployed(() => ({ result: '{"errorMessage":"boom"}', isError: true }));
    expect(await invokeFunction(urn, {}, options)).toMatchObject({
      isError: true,
      result: '{"errorMessage":"boom"}',
    });
  });

  it("hands an event over and answers with the request id", async () => {
    const api = await deployed();
    const requestId = await invokeFunctionAsync(urn, { go: "on" }, api.options);
    const [made] = [...api.state().functions.values()];
    expect(made?.waiting).toEqual([{ requestId, event: { go: "on" } }]);
  });

  it("refuses an event that is too large before anything is sent", async () => {
    const api = await deployed();
    api.forget();
    const big = { text: "x".repeat(256 * 1024) };
    await expect(invokeFunctionAsync(urn, big, api.options)).rejects.toMatchObject({
      code: "invalid-request",
      message: expect.stringMatching(/^event: \d+ bytes; at most 262144/),
    });
    await expect(
      invokeFunction(urn, { text: "x".repeat(6 * 1024 * 1024) }, api.options),
    ).rejects.toMatchObject({
      code: "invalid-request",
    });
    expect(api.state().journal).toEqual([]);
  });

  it("never sends an invocation twice when its answer is lost", async () => {
    const api = await deployed();
    api.forget();
    api.fault({ operation: "AsyncInvokeFunction", fault: "lost-answer-after-effect", times: 9 });
    await expect(invokeFunctionAsync(urn, {}, api.options)).rejects.toMatchObject({
      code: "connection",
      details: { ambiguous: true },
    });
    expect(api.writes()).toEqual(["AsyncInvokeFunction"]);
  });
});

describe("logs of a function", () => {
  const window = { fromMs: NOW_MS, toMs: NOW_MS + 3_600_000 };

  it("are read from LTS, oldest first", async () => {
    const api = await deployed();
    await invokeFunction(urn, {}, api.options);
    const lines = await readFunctionLogs(api.client, urn, window);
    expect(lines.map((line) => /Start|INFO|Finish/.exec(line)?.[0])).toEqual(["Start", "INFO", "Finish"]);
    expect(await readFunctionLogs(api.client, urn, { ...window, limit: 1 })).toEqual([
      expect.stringContaining("Finish"),
    ]);
  });

  it("are refused with the way out for a function that writes none", async () => {
    const api = await deployed(undefined, false);
    await expect(readFunctionLogs(api.client, urn, window)).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/declare lts: true/),
    });
  });
});
