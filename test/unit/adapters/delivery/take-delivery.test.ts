import { describe, expect, it } from "vitest";
import type { DeliveredMessage } from "../../../../lib/adapters/delivery/delivery.ts";
import { takeDelivery } from "../../../../lib/adapters/delivery/take-delivery.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import { webhook } from "../../../fixtures/policies.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";

function host({ failing = [] as readonly string[] } = {}) {
  const taken: AutomationEvent[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  return {
    taken,
    lines,
    now: () => NOW,
    log: (line: Readonly<Record<string, unknown>>) => void lines.push(line),
    take: async (event: AutomationEvent) => {
      if (failing.includes(event.id)) throw new AutomationError("throttled", "the inbox is full");
      taken.push(event);
    },
  };
}

const message = (id: string | null, body: unknown): DeliveredMessage => ({
  id,
  body: typeof body === "string" ? body : JSON.stringify(body),
  origin: "kafka:orders",
  time: null,
});
const order = (id: string) => message(id, { verb: "stop", resource: `prod/notebook/${id}` });

describe("takeDelivery", () => {
  it("takes what it can: one poison message and one that cannot be kept hold back no other", async () => {
    const here = host({ failing: ["3"] });
    const poison = message(null, "{ not json");
    const messages = [order("1"), poison, order("3"), order("4")];
    const result = await takeDelivery({ kind: "messages", messages }, here);
    expect(result).toEqual({
      taken: 2,
      refused: [{ index: 1, why: expect.stringMatching(/^message: JSON/) }],
      again: [{ index: 2, why: "the inbox is full" }],
    });
    expect(here.taken.map(({ id }) => id)).toEqual(["1", "4"]);
    expect(here.lines).toEqual([
      {
        what: "refused",
        message: "#1",
        origin: "kafka:orders",
        error: expect.stringMatching(/^message: JSON/),
      },
      { what: "not taken in", message: "3", origin: "kafka:orders", error: "the inbox is full" },
    ]);
  });

  it("takes events as they are, but none that comes from a clock that is wrong", async () => {
    const here = host();
    const early = { ...webhook(), id: "early", time: at(25 * HOUR) };
    const result = await takeDelivery({ kind: "events", events: [webhook(), early] }, here);
    expect(result).toEqual({
      taken: 1,
      again: [],
      refused: [{ index: 1, why: expect.stringMatching(/^time: at most 24 hours ahead/) }],
    });
    expect(here.taken).toEqual([webhook()]);
  });

  it("refuses what nobody recognises and tells its shape, so that it never is lost in silence", async () => {
    const here = host();
    const result = await takeDelivery({ kind: "unknown", shape: "{key: string}" }, here);
    expect(result).toMatchObject({ taken: 0, again: [], refused: [{ index: 0 }] });
    expect(here.lines).toEqual([{ what: "refused", error: expect.stringContaining("{key: string}") }]);
    expect(here.taken).toEqual([]);
  });

  it("makes nothing of an empty batch", async () => {
    expect(await takeDelivery({ kind: "messages", messages: [] }, host())).toEqual({
      taken: 0,
      again: [],
      refused: [],
    });
  });
});
