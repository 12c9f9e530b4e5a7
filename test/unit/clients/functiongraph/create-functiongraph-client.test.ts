import { describe, expect, it } from "vitest";
import { createFunctionGraphClient } from "../../../../lib/clients/functiongraph/create-functiongraph-client.ts";
import { emulatedApi, KEY, PROJECT, wanted } from "./emulated-api.ts";

const path = { function_urn: `urn:fss:eu-west-101:${PROJECT}:function:default:curfew-test-a` };

describe("the client of FunctionGraph", () => {
  it("refuses a body that breaks a rule before anything is sent", async () => {
    const api = emulatedApi();
    const body = {
      func_name: "a",
      runtime: "Node.js20.15",
      timeout: 1,
      handler: "a.b",
      memory_size: 128 as const,
    };
    await expect(api.client.call("UpdateConfig", { path, body })).rejects.toMatchObject({
      code: "invalid-request",
      message: "timeout: 3 to 259,200 seconds (got 1)",
      details: { field: "timeout" },
    });
    expect(api.state().journal).toEqual([]);
  });

  it("refuses a path parameter that would lead elsewhere", async () => {
    const api = emulatedApi();
    for (const urn of ["", "a/../b", "a?x=1", "..", "a b"]) {
      const call = api.client.call("ShowConfig", { path: { function_urn: urn } });
      await expect(call).rejects.toMatchObject({
        code: "invalid-request",
        message: expect.stringMatching(/^function_urn: /),
      });
    }
    expect(api.state().journal).toEqual([]);
  });

  it("reads the service's own code and meaning", async () => {
    const call = emulatedApi().client.call("ShowConfig", { path });
    await expect(call).rejects.toMatchObject({
      code: "not-found",
      message: 'ShowConfig: not-found (HTTP 404, FSS.1051, "Not found the function")',
      details: { status: 404, cloudCode: "FSS.1051", ambiguous: false, retryable: false },
    });
  });

  it("is refused with a wrong secret key, and does not tell it", async () => {
    const api = emulatedApi({ secretKey: "another-secret-that-opens-nothing" });
    const call = api.client.call("ListFunctions");
    await expect(call).rejects.toMatchObject({ code: "unauthorized", details: { cloudCode: "APIGW.0301" } });
    await expect(call).rejects.not.toMatchObject({ message: expect.stringMatching(/another-secret/) });
  });

  it.each([
    ["a read", "ListFunctions", "error-500", 4],
    ["a read whose answer is lost", "ListFunctions", "lost-answer-after-effect", 4],
    ["a write that was refused for its pace", "EnableLtsLogs", "throttle", 4],
    ["a POST that may have had its effect", "EnableLtsLogs", "error-500", 1],
    ["a POST whose answer is lost", "EnableLtsLogs", "lost-answer-after-effect", 1],
  ] as const)("sends %s so many times: %s %s %i", async (_, name, fault, times) => {
    const api = emulatedApi();
    api.fault({ operation: name, fault, times: 9 });
    await expect(api.client.call(name)).rejects.toMatchObject({ name: "AutomationError" });
    expect(api.state().journal.length).toBe(times);
  });

  it("repeats a PUT and a DELETE, which do no harm twice", async () => {
    const api = emulatedApi();
    for (const name of ["UpdateMaxInstances", "DeleteFunction"] as const) {
      api.forget();
      api.fault({ operation: name, fault: "error-500", times: 2 });
      const body = name === "UpdateMaxInstances" ? { max_instance_num: 1 } : undefined;
      await expect(api.client.call(name, { path, body: body as never })).rejects.toMatchObject({
        code: "not-found",
      });
      expect(api.state().journal.length).toBe(3);
    }
  });

  it("hides what was sent in confidence when the service throws it back", async () => {
    const client = createFunctionGraphClient({
      ...emulatedApi().options,
      transport: async ({ body }) => ({
        status: 400,
        headers: {},
        body: new TextEncoder().encode(
          JSON.stringify({
            error_code: "FSS.0400",
            error_msg: `bad: ${new TextDecoder().decode(body)} hush-hush`,
          }),
        ),
      }),
    });
    const [one] = wanted({ a: { environment: { TOKEN: "hush-hush" } } }).functions;
    const call = client.call("UpdateConfig", { path, body: one?.config as never });
    await expect(call).rejects.toMatchObject({
      code: "invalid-request",
      message: expect.stringMatching(/\[hidden\]/),
    });
    await expect(call).rejects.not.toMatchObject({ message: expect.stringMatching(/hush-hush/) });
  });

  it("refuses an answer that does not come from the service", async () => {
    const answer = (text: string) =>
      createFunctionGraphClient({
        ...emulatedApi().options,
        transport: async () => ({ status: 200, headers: {}, body: new TextEncoder().encode(text) }),
      }).call("ShowConfig", { path });
    await expect(answer("<html>")).rejects.toMatchObject({
      code: "invalid-response",
      message: expect.stringMatching(/not JSON/),
    });
    await expect(answer('{"func_urn":1}')).rejects.toMatchObject({
      code: "invalid-response",
      message: expect.stringMatching(/func_urn/),
    });
  });

  it("signs anew for each attempt, with credentials of the moment", async () => {
    const api = emulatedApi();
    let asked = 0;
    const client = createFunctionGraphClient({
      ...api.options,
      credentials: () => {
        asked += 1;
        return KEY;
      },
    });
    api.fault({ fault: "throttle", times: 2 });
    await client.call("ListFunctions");
    expect(asked).toBe(3);
  });
});
