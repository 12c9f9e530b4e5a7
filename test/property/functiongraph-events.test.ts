import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../../lib/adapters/delivery/delivery.ts";
import { shapeOf } from "../../lib/adapters/delivery/shape-of.ts";
import { createFunctionGraphHandler } from "../../lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { readFunctionGraphEvent } from "../../lib/adapters/functiongraph/read-functiongraph-event.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import { functionGraphContext } from "../fixtures/functiongraph-context.ts";
import { functionGraphEvent } from "../fixtures/functiongraph-events.ts";

const NOW = Date.UTC(2026, 2, 2, 8);
const RUNS = { numRuns: 300 };

const EXAMPLES = [
  ...[
    "APIG",
    "DEDICATEDGATEWAY",
    "TIMER",
    "SMN",
    "KAFKA",
    "RABBITMQ",
    "ROCKETMQ",
    "OBS",
    "LTS",
    "CTS",
    "DDS",
  ],
  ...["GAUSSMONGO", "DIS", "EGROCKETMQ", "EVENTGRID_OBS", "EVENTGRID_CUSTOM"],
].map(functionGraphEvent);

/** Every place in a value, as a path of keys. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

/** The value with another one at a place. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = Array.isArray(value)
    ? Object.assign([], value)
    : Object.assign({}, value);
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** Values that parsers trip over, beside any JSON. */
const ODD = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    "",
    "%",
    "true",
    "2026-03-02T08:30:00Z",
    1e300,
    -1,
    8.64e15,
    253_402_300_800_000,
    "9".repeat(16),
  ),
  fc.string().map((text) => Buffer.from(text).toString("base64")),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString("base64")),
);

/** An example of the documents with one place changed. */
const DAMAGED = fc
  .constantFrom(...EXAMPLES)
  .chain((example) =>
    fc.tuple(fc.constantFrom(...placesOf(example)), ODD).map(([at, by]) => replaced(example, at, by)),
  );

const EVENT = fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 3, arbitrary: DAMAGED });

function expectWhole(delivery: Delivery, event: unknown): void {
  if (delivery.kind === "unknown") expect(delivery.shape).toBe(shapeOf(event));
  if (delivery.kind === "tick") expect(delivery.slotMs % 60_000).toBe(0);
  if (delivery.kind === "http") expect(delivery.request.body).toBeInstanceOf(Uint8Array);
  if (delivery.kind !== "messages") return;
  for (const { id, body, origin, time } of delivery.messages) {
    expect([typeof body, typeof origin]).toEqual(["string", "string"]);
    if (id !== null) expect(id.length).toBeLessThanOrEqual(256);
    if (time !== null) expect(new Date(time).toISOString()).toBe(time);
  }
}

/** The same keys with other values of the same types. */
function otherValues(value: unknown): unknown {
  if (typeof value === "string") return `${value}, another`;
  if (typeof value === "number") return -value - 1;
  if (typeof value === "boolean") return !value;
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(otherValues);
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, otherValues(item)]));
}

describe("any JSON as an event of FunctionGraph", () => {
  it("becomes a whole delivery, or an invalid-event and nothing else", () => {
    fc.assert(
      fc.property(EVENT, (event) => {
        let delivery: Delivery;
        try {
          delivery = readFunctionGraphEvent(event, NOW);
        } catch (error) {
          expect(isAutomationError(error) && error.code).toBe("invalid-event");
          return;
        }
        expectWhole(delivery, event);
      }),
      RUNS,
    );
  });

  it("is the same delivery when it is delivered again", () => {
    const reading = (event: unknown) => {
      try {
        return readFunctionGraphEvent(event, NOW);
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(EVENT, (event) => {
        const again: unknown = JSON.parse(JSON.stringify(event));
        expect(reading(again)).toEqual(reading(event));
      }),
      RUNS,
    );
  });

  it("has a shape that its values have no part in", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), DAMAGED), (event) => {
        expect(shapeOf(otherValues(event))).toBe(shapeOf(event));
        expect(shapeOf(event).length).toBeLessThanOrEqual(1_000);
      }),
      RUNS,
    );
  });

  it("never makes a handler throw anything but an error, nor a request go unanswered", async () => {
    const handler = createFunctionGraphHandler(
      async ({ delivery }) => (delivery.kind === "http" ? { status: 204, headers: {}, body: "" } : null),
      { env: {}, now: () => NOW },
    );
    await fc.assert(
      fc.asyncProperty(EVENT, async (event) => {
        const result = await handler(event, functionGraphContext().context).catch((error: unknown) => error);
        if (result === null || result instanceof Error) return;
        expect(result).toMatchObject({ statusCode: expect.any(Number), body: expect.any(String) });
      }),
      RUNS,
    );
  });
});
