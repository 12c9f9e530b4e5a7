import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DeliveredMessage } from "../../../../lib/adapters/delivery/delivery.ts";
import { eventOfMessage } from "../../../../lib/adapters/delivery/read-message.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import { sha256 } from "../../../../lib/signing/sha256.ts";
import { alarm, request, tick, trace } from "../../../fixtures/policies.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";

const examples = JSON.parse(
  readFileSync(new URL("../../../vectors/inbound-examples.json", import.meta.url), "utf8"),
);

const triggers = JSON.parse(
  readFileSync(new URL("../../../fixtures/functiongraph-events.json", import.meta.url), "utf8"),
);

const ORDER = { verb: "stop", resource: "prod/notebook/nb-1" };

function read(body: unknown, more: Partial<DeliveredMessage> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return eventOfMessage({ id: "m-1", body: text, origin: "sqs:inbox", time: null, ...more }, { nowMs: NOW });
}

function event(body: unknown, more?: Partial<DeliveredMessage>): AutomationEvent {
  const result = read(body, more);
  if ("refused" in result) throw new Error(result.refused);
  return result;
}

function refusal(body: unknown, more?: Partial<DeliveredMessage>): string {
  const result = read(body, more);
  return "refused" in result ? result.refused : `taken: ${result.type}`;
}

/** The notification of Cloud Eye inside the captured message of the notification service. */
const envelope = examples.smn.messages.find(({ id }: { id: string }) => id === "smn-notification");
const ALARM = JSON.parse(JSON.parse(envelope.body).message);

const TRACE = {
  time: 1_768_478_400_000,
  user: JSON.stringify({ id: "u-101", name: "anna", domain: { id: "d-1" } }),
  request: '{"password":"do-not-repeat"}',
  response: "{}",
  code: "200",
  service_type: "ModelArts",
  resource_type: "Notebook",
  resource_name: "vision-anna-nb-1",
  resource_id: "nb-1",
  trace_name: "startNotebook",
  trace_type: "ConsoleAction",
  trace_id: "trace-1",
  trace_rating: "normal",
};

describe("an order", () => {
  it("is taken with the id of the platform, from the inbox", () => {
    expect(event(ORDER)).toEqual({
      specversion: "1.0",
      id: "m-1",
      source: "inbox",
      type: "action.request",
      time: at(),
      trigger: "queue",
      data: { ...ORDER, parameters: {} },
    });
  });

  it.each([
    ["its id", { id: "order-1", ...ORDER }, "order-1"],
    ["its key", { key: "order-2", ...ORDER }, "order-2"],
    ["its id beside the order", { id: "order-3", data: ORDER }, "order-3"],
    ["a number", { id: 1001, data: ORDER }, "1001"],
  ])("has %s as the id, before the platform's", (_what, body, id) => {
    expect(event(body)).toMatchObject({ id, data: ORDER });
    expect(event(body, { id: null }).id).toBe(id);
  });

  it("without any id is known by its text, so that a trigger without ids delivers it once", () => {
    const text = JSON.stringify(ORDER);
    expect(event(ORDER, { id: null }).id).toBe(`sha256:${sha256(text, "hex")}`);
    expect(event({ ...ORDER, why: "again" }, { id: null }).id).not.toBe(event(ORDER, { id: null }).id);
  });

  it("has its own time, else the platform's", () => {
    expect(event({ ...ORDER, time: at(-HOUR) }, { time: at(-60_000) }).time).toBe(at(-HOUR));
    expect(event(ORDER, { time: at(-60_000) }).time).toBe(at(-60_000));
  });

  it.each([
    ["verb", { resource: "prod/notebook/1" }],
    ["parameters", { ...ORDER, parameters: { admin_pass: "do-not-repeat" } }],
    ["id", { id: { a: "do-not-repeat" }, ...ORDER }],
    ["id", { id: "", ...ORDER }],
    ["time", { ...ORDER, time: "do-not-repeat" }],
    ["time", { ...ORDER, time: at(25 * HOUR) }],
    ["message", { ...ORDER, "do-not-repeat/": 1 }],
    ["by", { ...ORDER, by: 7 }],
  ])("is refused with the rule about its %s, and its shape", (field, body) => {
    const why = refusal(body);
    expect(why.startsWith(`${field}: `)).toBe(true);
    expect(why).toContain("; its shape is {");
    expect(why).not.toContain("do-not-repeat");
  });
});

describe("a Cloud Eye alarm", () => {
  const expected = {
    type: "alarm.raised",
    source: "cloud-eye",
    time: new Date(ALARM.time).toISOString(),
    data: {
      alarm: "al1736929800000TESTTEST",
      name: "gpu-idle",
      status: "alarm",
      namespace: "AGT.ECS",
      metric: "cpu_usage",
      dimension: "instance_id:616fb98f-46ca-475e-917e-2563e5a8cd19",
      level: "Minor",
      timeMs: 1_736_929_800_000,
    },
  };

  it("is taken as it stands, and out of the envelope of the notification service", () => {
    expect(event(ALARM)).toMatchObject(expected);
    expect(event(envelope.body)).toMatchObject(expected);
    const sns = { Type: "Notification", MessageId: "x", Message: JSON.stringify(ALARM), TopicArn: "arn:x" };
    expect(event(sns)).toMatchObject(expected);
    expect(event({ type: "Notification", message_id: "y", message: JSON.stringify(sns) })).toMatchObject(
      expected,
    );
  });

  it("is the same event however often and by whatever way it comes", () => {
    const { id } = event(ALARM);
    expect(event(envelope.body, { id: null }).id).toBe(id);
    expect(event({ type: "alarm.raised", id: "z", data: event(ALARM).data }, { id: "m-9" }).id).toBe(id);
  });

  it.each([
    ["another time", { time: ALARM.time + 1 }],
    ["another status", { alarm_status: "ok" }],
    ["another machine", { dimension: "instance_id:2" }],
    ["another rule", { alarm_id: "al2" }],
  ])("is another event with %s", (_what, change) => {
    expect(event({ ...ALARM, ...change }).id).not.toBe(event(ALARM).id);
  });

  it("needs little: people write templates of their own", () => {
    expect(event({ message_type: "alarm", alarm_name: "gpu", alarm_status: "OK" })).toMatchObject({
      id: "m-1",
      data: { alarm: "gpu", name: "gpu", status: "ok", timeMs: NOW },
    });
    const ours = { alarm_id: "al1", alarm_status: "triggered", dimension: "x".repeat(2_000) };
    expect(event(ours, { time: at(-HOUR) })).toMatchObject({
      id: "m-1",
      data: { name: "al1", status: "alarm", timeMs: NOW - HOUR, dimension: "x".repeat(1_024) },
    });
    expect(
      event({ message_type: "alarm", alarm_id: "a", template_variable: { IsAlarm: true } }),
    ).toMatchObject({
      data: { status: "alarm" },
    });
  });

  it.each([
    [{ ...ALARM, alarm_status: "insufficient_data" }, /^alarm_status: alarm or ok/],
    [{ message_type: "alarm" }, /^alarm_status: /],
    [{ message_type: "alarm", alarm_status: "alarm" }, /^alarm: /],
    [{ ...ALARM, time: NOW + 25 * HOUR }, /^time: at most 24 hours ahead/],
  ])("is refused when it cannot be told what it says: %#", (body, why) => {
    expect(refusal(body)).toMatch(why);
  });
});

describe("an audit trace", () => {
  const told = { ...trace().data, timeMs: 1_768_478_400_000 };

  it("is taken without its request and response, which may hold secrets", () => {
    const taken = event(TRACE);
    expect(taken).toEqual({
      ...{ specversion: "1.0", id: "trace-1", source: "cts", type: "audit.recorded", trigger: "queue" },
      time: at(),
      data: told,
    });
    expect(JSON.stringify(taken)).not.toContain("do-not-repeat");
  });

  it("is the same event in every form in which it comes", () => {
    const smn = { type: "Notification", message_id: "y", message: JSON.stringify(TRACE), timestamp: at() };
    const uniform = { ...told, traceId: told.trace, trace: undefined };
    const slashed = { ...TRACE, time: "2026/01/15 20:00:00 GMT+08:00", user: { id: "u-101", name: "anna" } };
    const { trace_rating: trace_status, ...rest } = slashed;
    for (const body of [smn, uniform, slashed, { cts: { ...rest, trace_status } }]) {
      expect(event(body, { origin: "cts:ModelArts", id: "other" })).toEqual(event(TRACE));
    }
  });

  it("tells start from stop where only the request does", () => {
    const change = { ...TRACE, trace_name: "change_instance_status", request: '{"action":"stop","x":"y"}' };
    expect(event(change).data).toMatchObject({ action: "stop" });
    expect(event({ ...change, request: { action: "do not/repeat" } }).data).not.toHaveProperty("action");
  });

  it("of what the cloud did by itself has no user, and a code may be missing", () => {
    const { data } = event({ ...TRACE, user: "", code: "success" });
    expect(data).not.toHaveProperty("user");
    expect(data).not.toHaveProperty("code");
  });

  it("that says too little is refused", () => {
    const { service_type: _service, ...rest } = TRACE;
    expect(refusal(rest)).toMatch(/^service: /);
    expect(refusal({ trace_name: "startNotebook" }, { id: null })).toMatch(/^trace: /);
    expect(refusal({ anything: 1 }, { origin: "cts:ModelArts" })).toMatch(/^\w+: /);
  });
});

describe("an event of our own", () => {
  it("keeps its id, and not its source: a queue is not the command line", () => {
    const sent = request(ORDER, { id: "order-7" });
    expect(event(sent)).toEqual({
      ...sent,
      source: "inbox",
      trigger: "queue",
      data: { ...ORDER, parameters: {} },
    });
    expect(event({ ...sent, replayof: "order-1" })).not.toHaveProperty("replayof");
  });

  it("may be a signal", () => {
    expect(event(trace())).toEqual(trace());
    expect(event(alarm())).toMatchObject({ type: "alarm.raised", data: alarm().data });
    expect(refusal({ ...alarm(), data: { ...alarm().data, status: "maybe" } })).toMatch(/^status: /);
  });

  it.each([
    ["a clock slot", tick()],
    ["the record of an archive", { type: "log.archived", data: { file: "x" } }],
    ["a budget", { type: "budget.alert", data: { budget: "vision", at: 1 } }],
    ["something else", { specversion: "1.0", type: "orders.created", id: "1", data: { orderId: 42 } }],
  ])("is refused when it is %s", (_what, body) => {
    expect(refusal(body)).toMatch(
      /^type: one of action\.request, alarm\.raised, audit\.recorded; its shape is/,
    );
  });

  it("is refused in a version of CloudEvents that nobody knows", () => {
    expect(refusal({ ...request(ORDER), specversion: "2.0" })).toMatch(/^specversion: "1\.0"/);
  });
});

describe("what the triggers of functions carry", () => {
  const AT = Date.UTC(2026, 2, 2, 7, 11, 40);
  const traced = (cts: unknown) =>
    eventOfMessage({ id: null, body: JSON.stringify({ cts }), origin: "cts", time: null }, { nowMs: AT });

  it("is a trace, from Huawei Cloud in local time and from Open Telekom Cloud in milliseconds", () => {
    const { cts } = triggers.CTS;
    const expected = {
      ...{ type: "audit.recorded", id: "69be64a7-0233-11f1-82e4-e5d37911193e" },
      time: "2026-03-02T07:11:40.000Z",
      data: { traceName: "startGraph", code: 204, rating: "normal", user: { name: "alice" } },
    };
    expect(traced(cts)).toMatchObject(expected);
    expect(traced({ ...cts, time: AT, code: 0 })).toMatchObject({
      ...expected,
      data: { ...expected.data, code: 0 },
    });
  });

  it("is refused where it is somebody's own: an order of goods, a text", () => {
    const [text] = triggers.KAFKA.records[0].messages;
    expect(refusal(text, { id: null })).toMatch(/; its shape is { orderId: number }$/);
    expect(refusal(triggers.SMN.record[0].smn)).toBe(
      "message: JSON; it is a text of 20 characters that is none",
    );
  });
});

describe("what is none of these", () => {
  it.each([
    ["no JSON", "do-not-repeat", /^message: JSON; it is a text of 13 characters/],
    ["a text of JSON", '"do-not-repeat"', /^message: a JSON object; its shape is string$/],
    ["a list", '[{"verb":"do-not-repeat"}]', /shape is list of 1, first { verb: string }$/],
    [
      "a plain notification",
      { type: "Notification", message_id: "1", message: "do-not-repeat" },
      /^message: JSON/,
    ],
    ["unknown", { orderId: "do-not-repeat" }, /^message: an order, .*shape is { orderId: string }$/],
    ["its own refusal", { refused: "do-not-repeat" }, /^message: an order, .*shape is { refused: string }$/],
    [
      "a subscription to confirm",
      { Type: "SubscriptionConfirmation", MessageId: "1", Message: "m", Token: "do-not-repeat" },
      /^Type: a notification; subscriptions are neither confirmed nor ended here$/,
    ],
  ])("is refused with its shape and without its values: %s", (_what, body, why) => {
    expect(refusal(body)).toMatch(why);
    expect(refusal(body)).not.toContain("do-not-repeat");
  });

  it("is refused for its size, its depth and its envelopes before it can do harm", () => {
    expect(refusal(" ".repeat(1_048_577))).toBe("message: at most 1048576 characters");
    expect(refusal({ ...ORDER, parameters: { text: "x".repeat(262_144) } })).toMatch(
      /^data: at most 262144 bytes/,
    );
    const deep = `{"verb":"stop","parameters":{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`;
    expect(refusal(deep)).toMatch(/^parameters: nested less deeply/);
    let wrapped = JSON.stringify(ORDER);
    for (let depth = 0; depth < 3; depth += 1) {
      wrapped = JSON.stringify({ type: "Notification", message_id: `${depth}`, message: wrapped });
    }
    expect(event(wrapped).id).toBe("0");
    const tooMany = { type: "Notification", message_id: "9", message: wrapped };
    expect(refusal(tooMany)).toBe("message: at most 3 envelopes inside each other");
  });
});
