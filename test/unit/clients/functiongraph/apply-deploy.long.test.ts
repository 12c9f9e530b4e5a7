import { describe, expect, it } from "vitest";
import { applyDeploy } from "../../../../lib/clients/functiongraph/apply-deploy.ts";
import { planDeploy } from "../../../../lib/clients/functiongraph/plan-deploy.ts";
import { describeCall } from "../../../../lib/clients/functiongraph/planned-call.ts";
import { readFoundStack } from "../../../../lib/clients/functiongraph/read-found-stack.ts";
import type { WantedStack } from "../../../../lib/clients/functiongraph/wanted-stack.ts";
import { type EmulatedApi, emulatedApi, KAFKA, TIMER, wanted } from "./emulated-api.ts";

async function plan(api: EmulatedApi, stack: WantedStack) {
  return planDeploy(stack, await readFoundStack(api.client, stack));
}

const BEFORE = wanted({ a: { triggers: [TIMER], lts: true }, gone: { triggers: [TIMER] } });
const AFTER = wanted(
  {
    a: { maxInstances: 1, asyncPolicy: {}, lts: true, triggers: [KAFKA] },
    b: { triggers: [TIMER], lts: true },
  },
  "2",
);

/** What is there, without what differs from run to run. */
function outcome(api: EmulatedApi) {
  return [...api.state().functions.values()].map((one) => ({
    name: one.config.func_name,
    config: one.config,
    code: one.codeSha256,
    maxInstances: one.maxInstances,
    aliases: one.aliases,
    asyncConfig: one.asyncConfig,
    triggers: one.triggers.map(({ type, status }) => `${type} ${status}`),
  }));
}

describe("applyDeploy", () => {
  it("ends in the same place wherever it was cut off, when it is run again", async () => {
    const whole = emulatedApi();
    await applyDeploy(await plan(whole, BEFORE), whole.client);
    whole.forget();
    await applyDeploy(await plan(whole, AFTER), whole.client);
    const writes = whole.writes().length;
    expect(writes).toBeGreaterThan(10);
    for (let index = 0; index < writes; index += 1) {
      for (const fault of ["lost-answer-before-effect", "lost-answer-after-effect"] as const) {
        const api = emulatedApi();
        await applyDeploy(await plan(api, BEFORE), api.client);
        api.forget();
        const cut = await plan(api, AFTER);
        // One transport per client: the fault strikes the write of this number, four times for those that are repeated.
        let seen = 0;
        const failing = {
          ...api.client,
          call: (async (name, input) => {
            seen += 1;
            if (seen === index + 1) api.fault({ operation: name, fault, times: 4 });
            return api.client.call(name, input);
          }) as typeof api.client.call,
        };
        await applyDeploy(cut, failing).catch((error: unknown) => {
          expect(error).toMatchObject({
            name: "AutomationError",
            message: expect.stringMatching(/run the same command again/),
          });
        });
        api.clearFaults();
        await applyDeploy(await plan(api, AFTER), api.client);
        expect(outcome(api)).toEqual(outcome(whole));
        expect((await plan(api, AFTER)).calls).toEqual([]);
      }
    }
  });

  it("tells which call failed and how many were made, and makes no further one", async () => {
    const api = emulatedApi();
    api.fault({ operation: "PublishVersion", fault: "error-500", times: 9 });
    const planned = await plan(api, wanted({ a: { triggers: [TIMER] } }));
    await expect(applyDeploy(planned, api.client)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(
        /^call 2 of 4, PublishVersion curfew-test-a: .*HTTP 500.*1 calls were made/,
      ),
      details: { done: 1 },
    });
    expect(api.writes()).toEqual(["CreateFunction", "PublishVersion"]);
  });

  it("waits and goes on when the API throttles", async () => {
    const api = emulatedApi();
    api.fault({ operation: "CreateFunction", fault: "throttle", times: 2 });
    await applyDeploy(await plan(api, wanted({ a: {} })), api.client);
    expect(api.pauses).toEqual([500, 1000]);
    expect(api.state().functions.size).toBe(1);
  });

  it("takes code that is there already for unchanged", async () => {
    const api = emulatedApi();
    const stack = wanted({ a: {} });
    await applyDeploy(await plan(api, stack), api.client);
    const planned = await plan(api, wanted({ a: {} }, "2"));
    await applyDeploy(planned, api.client);
    // The very same plan again: the upload is answered with FSS.1016, and the rest does no harm.
    await applyDeploy({ calls: planned.calls.slice(0, 2) }, api.client);
    expect(
      api
        .state()
        .journal.filter(({ operation }) => operation === "UpdateCode")
        .map(({ status }) => status),
    ).toEqual([200, 409]);
  });

  it("reports each call in a line without code and secrets", async () => {
    const api = emulatedApi();
    const stack = wanted({ a: { environment: { TOKEN: "hush-hush-hush" }, triggers: [KAFKA] } });
    const lines: string[] = [];
    const planned = await plan(api, stack);
    await applyDeploy(planned, api.client, { report: (line) => lines.push(line) });
    expect(lines).toEqual(planned.calls.map(describeCall));
    expect(lines.join("\n")).toContain("KAFKA kafka-1");
    expect(lines.join("\n")).not.toMatch(/hush|not-a-real-one/);
    expect(JSON.stringify(api.state().journal)).not.toMatch(/hush|not-a-real-one/);
  });
});
