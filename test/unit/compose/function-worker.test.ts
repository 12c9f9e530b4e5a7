import { describe, expect, it } from "vitest";
import { composeIntake } from "../../../lib/compose/function-intake.ts";
import { composeWorker } from "../../../lib/compose/function-worker.ts";
import type { Surroundings } from "../../../lib/compose/surroundings.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { NOTICES_EVENT, NOTICES_POLICY } from "../../../lib/domain/notice.ts";
import type { WireRequest } from "../../../lib/ports/http-transport.ts";
import { emptyObjects, memoryBucket } from "../../fixtures/memory-bucket.ts";
import { budgetAlert, config } from "../../fixtures/policies.ts";
import { MINUTE, NOW } from "../../fixtures/resources.ts";
import { jsonAnswer } from "../../fixtures/spy-transport.ts";

const ENV: Readonly<Record<string, string>> = {
  HOOK: "https://example.com/hook",
  HOOK_SECRET: "whsec_dGVzdC1vbmx5LWhvb2stc2VjcmV0LW9wZW5zLW5vdGhpbmc=",
};

const TELLS = { "*": { members: [], zone: null, calendar: null, tell: ["webhook:env:HOOK"] } };

/** Functions over one bucket, as each call of them is put together anew. */
function functions(overrides: Partial<Config>) {
  const bucket = memoryBucket(emptyObjects(), { createOnly: true, freshListings: true });
  const clock = { nowMs: NOW };
  const sent: WireRequest[] = [];
  const answers = { status: 200 };
  const around: Surroundings = {
    ...{ config: config({ policies: [], ...overrides }), bucket, singleWriter: true },
    env: (name) => ENV[name],
    transport: async (request) => {
      sent.push(request);
      return jsonAnswer(answers.status, {});
    },
    now: () => clock.nowMs,
    goOn: async () => undefined,
  };
  const lines: unknown[] = [];
  const written: string[] = [];
  const work = () =>
    composeWorker(around, async () => undefined).work({
      deadlineMs: clock.nowMs + 5 * MINUTE,
      log: (line) => void lines.push(line),
      writeLine: (line) => void written.push(line),
    });
  return { clock, sent, answers, lines, written, work, put: composeIntake(around).put };
}

describe("the executor", () => {
  it("tells what its work came to, once, and tries again with its next call what did not arrive", async () => {
    const on = functions({ teams: TELLS });
    await on.work();
    await on.put(budgetAlert());
    on.answers.status = 503;
    await on.work();
    expect(on.sent.map(({ url }) => url)).toEqual(["https://example.com/hook"]);
    on.clock.nowMs += MINUTE;
    on.answers.status = 200;
    await on.work();
    await on.work();
    expect(on.sent).toHaveLength(2);
    expect(new Set(on.sent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(on.lines).toEqual([]);
  });

  it("writes nothing of it where nobody is to be told", async () => {
    const on = functions({});
    await on.put(budgetAlert());
    await on.work();
    expect(on.sent).toEqual([]);
    expect(
      on.written.filter((line) => line.includes(NOTICES_EVENT) || line.includes(NOTICES_POLICY)),
    ).toEqual([]);
    expect(on.written).not.toEqual([]);
  });
});
