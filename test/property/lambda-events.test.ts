import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLambdaHandler } from "../../lib/adapters/lambda/create-lambda-handler.ts";
import { readLambdaEvent } from "../../lib/adapters/lambda/read-lambda-event.ts";
import { jsonAnswer } from "../../lib/adapters/web/http-record.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import {
  CUSTOM_EVENT,
  HTTP_API,
  REST_API,
  RULE,
  SCHEDULER_INPUT,
  SNS,
  sqsBatch,
  sqsRecord,
  TIME_MS,
} from "../unit/adapters/lambda/lambda-events.ts";

const EVENTS = [
  REST_API,
  HTTP_API,
  RULE,
  SCHEDULER_INPUT,
  CUSTOM_EVENT,
  SNS,
  sqsBatch(sqsRecord(), sqsRecord()),
];

/** Every path into a value, so that each part of it can be replaced. */
function pathsOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const part: unknown = Reflect.get(Object(value), key);
  const inner = replaced(part, rest, by);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? inner : item));
  return { ...Object(value), [key]: inner };
}

/** A documented event with one to three parts of it replaced by any JSON value. */
const DAMAGED = fc
  .constantFrom(...EVENTS)
  .chain((event) =>
    fc
      .array(fc.tuple(fc.constantFrom(...pathsOf(event)), fc.jsonValue()), { minLength: 1, maxLength: 3 })
      .map((damages) => damages.reduce<unknown>((left, [path, by]) => replaced(left, path, by), event)),
  );

const WORK = fc.constant<unknown>({ curfew: "work" });

const ANY = fc.oneof(
  { weight: 5, arbitrary: fc.jsonValue() },
  { weight: 10, arbitrary: DAMAGED },
  { weight: 1, arbitrary: WORK },
);

describe("whatever JSON value comes", () => {
  it("is read, or refused with an error of our own", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(ANY, (event) => {
        try {
          kinds.add(readLambdaEvent(event, TIME_MS).kind);
        } catch (error) {
          kinds.add("refused");
          expect(isAutomationError(error) && error.code).toBe("invalid-event");
        }
      }),
      { numRuns: 1_500 },
    );
    // Otherwise the generator has stopped reaching what it is here for.
    expect([...kinds].sort()).toEqual(["events", "http", "messages", "refused", "tick", "unknown", "work"]);
  });

  it("as HTTP is always answered", async () => {
    const handler = createLambdaHandler({
      env: {},
      write: () => undefined,
      now: () => TIME_MS,
      http: async ({ path }) => {
        if (path.length % 2 === 0) throw new Error("a bug");
        return jsonAnswer(202, {});
      },
    });
    const http = fc
      .constantFrom(REST_API, HTTP_API)
      .chain((event) =>
        fc
          .tuple(
            fc.constantFrom("headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies"),
            fc.jsonValue(),
          )
          .map(([key, value]) => ({ ...event, [key]: value })),
      );
    await fc.assert(
      fc.asyncProperty(http, fc.jsonValue(), async (event, context) => {
        const answer = await handler(event, context);
        expect(answer).toMatchObject({ statusCode: expect.any(Number), body: expect.any(String) });
      }),
      { numRuns: 300 },
    );
  });
});
