import { expect, it } from "vitest";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const pagerduty = senderOf("pagerduty");

function received(event: object) {
  return receive("pagerduty", signedInput(pagerduty, JSON.stringify({ event })));
}

it("an event has the id and the time that stand in the signed body", async () => {
  const event = { id: "01ABC", event_type: "incident.triggered", occurred_at: "2025-01-15T08:00:00Z" };
  expect(await received(event)).toMatchObject({
    event: { id: "01ABC", type: "webhook.received", time: "2025-01-15T08:00:00.000Z", data: { event } },
  });
});

it("an event without an id is known by its digest", async () => {
  expect(await received({})).toMatchObject({ event: { id: expect.stringMatching(/^sha256:/) } });
});

it("a test event is answered and goes no further", async () => {
  expect(await received({ event_type: "pagey.ping" })).toMatchObject({ ok: true, reply: { status: 200 } });
});
