import { describe, expect, it } from "vitest";
import { outcomeOf, outcomeOfFailure } from "../../../../lib/clients/channels/outcome.ts";
import { AutomationError, type ErrorCode } from "../../../../lib/domain/errors.ts";

const outcome = (status: number, headers: Record<string, string> = {}) =>
  outcomeOf("the robot", { status, headers, body: new Uint8Array() }, 0);

describe("a status", () => {
  it.each([200, 201, 202, 204])("%i is a success", (status) => {
    expect(outcome(status)).toBeNull();
  });

  it.each([408, 425, 429, 500, 502, 503, 504])("%i may be otherwise later", (status) => {
    expect(outcome(status)).toMatchObject({ ok: false, again: true });
  });

  it.each([
    [301, "redirects are not followed"],
    [400, "refused the message"],
    [401, "does not accept the key"],
    [403, "does not accept the key"],
    [404, "is gone"],
    [410, "is gone"],
    [413, "refused the message"],
  ])("%i stays so", (status, text) => {
    expect(outcome(status)).toMatchObject({ ok: false, again: false, text: expect.stringContaining(text) });
  });

  it("says when to come again, but nothing is put off for long by it", () => {
    expect(outcome(429, { "retry-after": "30" })).toMatchObject({ retryAfterMs: 30_000 });
    expect(outcome(503, { "retry-after": "Thu, 01 Jan 1970 00:00:10 GMT" })).toMatchObject({
      retryAfterMs: 10_000,
    });
    expect(outcome(503, { "retry-after": "99999999" })).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(outcome(503, { "retry-after": "soon" })).not.toHaveProperty("retryAfterMs");
  });
});

describe("a failure below HTTP", () => {
  it.each([
    ["timeout", true],
    ["connection", true],
    ["invalid-response", true],
    ["invalid-request", false],
    ["not-allowed", false],
  ] as const)("%s: again %s, without the host that its text names", (code, again) => {
    const error = new AutomationError(code as ErrorCode, "hooks.secret.example: no connection");
    const told = outcomeOfFailure("the robot", error);
    expect(told).toMatchObject({ ok: false, again });
    expect(told.text).not.toContain("secret");
  });

  it("of any other kind is nothing that another attempt would mend", () => {
    expect(outcomeOfFailure("the robot", new TypeError("secret"))).toEqual({
      ...{ ok: false, again: false, text: "the robot could not be written to" },
    });
  });
});
