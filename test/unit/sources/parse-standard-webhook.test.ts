import { describe, expect, it } from "vitest";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const standard = senderOf("standard-webhooks");

async function received(body: object) {
  const result = await receive("standard-webhooks", signedInput(standard, JSON.stringify(body)));
  return "event" in result ? result.event : result;
}

describe("budget.alert", () => {
  it("becomes a budget event with the share that was crossed", async () => {
    const data = { budget: "vision", percent: 90, period: "2025-01", kind: "forecast", spent: 18_000 };
    expect(await received({ type: "budget.alert", timestamp: "2025-01-15T09:00:00+01:00", data })).toEqual({
      specversion: "1.0",
      id: "delivery-1",
      source: "sender",
      type: "budget.alert",
      time: "2025-01-15T08:00:00.000Z",
      subject: "vision",
      trigger: "webhook",
      data: { budget: "vision", at: 0.9, period: "2025-01", kind: "forecast", spent: 18_000 },
    });
  });

  it("is about actual spending unless it says otherwise", async () => {
    const event = await received({ type: "budget.alert", data: { budget: "vision", at: 1 } });
    expect(event).toMatchObject({ data: { kind: "actual", at: 1 } });
  });

  it("is refused without budget, threshold or data", async () => {
    for (const data of [{ at: 1 }, { budget: "vision" }, { budget: "vision", at: 0 }, undefined, []]) {
      expect(await received({ type: "budget.alert", data })).toMatchObject({
        ok: false,
        code: "unsupported-event",
      });
    }
  });
});

describe("ticket.updated", () => {
  it("becomes a ticket event with everything the sender says", async () => {
    const data = { key: "OPS-1", status: "Approved", transition: "7", server: "ds-1" };
    expect(await received({ type: "ticket.updated", data })).toMatchObject({
      type: "ticket.updated",
      subject: "OPS-1",
      data,
    });
  });

  it("is refused without a key", async () => {
    expect(await received({ type: "ticket.updated", data: { status: "Approved" } })).toMatchObject({
      code: "unsupported-event",
      detail: expect.stringMatching(/^data\.key: /),
    });
  });
});

describe("action.request", () => {
  it("becomes an order", async () => {
    const data = { verb: "stop", resource: "prod/dev-server/ds-1", by: "ada", why: "idle" };
    expect(await received({ type: "action.request", data })).toMatchObject({
      type: "action.request",
      subject: "prod/dev-server/ds-1",
      data: { ...data, parameters: {} },
    });
  });

  it("is refused with a word it does not know, because that word may have been a condition", async () => {
    const data = { verb: "stop", resource: "ds-1", dryRun: true };
    expect(await received({ type: "action.request", data })).toMatchObject({ code: "unsupported-event" });
  });
});

describe("any other type", () => {
  it("is handed on with its type", async () => {
    expect(await received({ type: "invoice.paid", data: { amount: 3 } })).toMatchObject({
      type: "webhook.received",
      data: { type: "invoice.paid", amount: 3 },
    });
  });

  it("keeps a type that stands in its data", async () => {
    expect(await received({ type: "x", data: { type: "y" } })).toMatchObject({ data: { type: "y" } });
  });

  it("without data is handed on whole", async () => {
    expect(await received({ type: "x", test: 1 })).toMatchObject({ data: { type: "x", test: 1 } });
    expect(await received({ test: 1 })).toMatchObject({ data: { test: 1 } });
  });
});
