import { describe, expect, it } from "vitest";
import { eventOfMessage } from "../../../../lib/adapters/delivery/read-message.ts";
import { readCts } from "../../../../lib/adapters/functiongraph/read-cts.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";
import { bodiesOf, messagesOf } from "./messages-of.ts";

const AT = Date.UTC(2026, 2, 2, 7, 11, 40);

const read = (cts: Record<string, unknown>) => readCts({ cts });

/** A trace as Open Telekom Cloud writes it: milliseconds, a code of 0 and fields of its own. */
const OTC = {
  api_version: "v1",
  domain_id: "d",
  message: "",
  operation_id: "op",
  project_id: "p",
  read_only: false,
  resource_account_id: "a",
  source_ip: "203.0.113.7",
  trace_rating: "warning",
  trace_status: "normal",
  request: '{"action":"stop","admin_pass":"EXAMPLE"}',
  trace_id: "t-otc",
  trace_name: "change_instance_status",
  service_type: "MODELARTS",
  resource_type: "Notebook",
  resource_id: "n-1",
  time: AT,
  code: 0,
};

describe("a trace of CTS", () => {
  it("is one message with the trace in one form", () => {
    const delivery = readCts(functionGraphEvent("CTS"));
    expect(messagesOf(delivery)).toMatchObject([
      {
        id: "69be64a7-0233-11f1-82e4-e5d37911193e",
        origin: "cts:FunctionGraph",
        time: new Date(AT).toISOString(),
      },
    ]);
    expect(bodiesOf(delivery)).toEqual([
      {
        traceId: "69be64a7-0233-11f1-82e4-e5d37911193e",
        service: "FunctionGraph",
        resourceType: "graph",
        resourceId: "workflow-1-id",
        resourceName: "workflow-1",
        traceName: "startGraph",
        user: { id: "b0c1d2e3f4a5061728394a5b6c7d8e9f", name: "alice" },
        code: "204",
        timeMs: AT,
        action: null,
        rating: "normal",
      },
    ]);
  });

  it("of Open Telekom Cloud has the same form", () => {
    expect(bodiesOf(read(OTC))).toEqual([
      {
        traceId: "t-otc",
        service: "MODELARTS",
        resourceType: "Notebook",
        resourceId: "n-1",
        resourceName: null,
        traceName: "change_instance_status",
        user: null,
        code: "0",
        timeMs: AT,
        action: "stop",
        rating: "warning",
      },
    ]);
  });

  it.each([
    ["2026/03/02 15:11:40 GMT+08:00", AT],
    ["2026/03/02 07:11:40 GMT+00:00", AT],
    [AT / 1_000, AT],
    [AT, AT],
    [String(AT), AT],
    ["2026-03-02T07:11:40Z", AT],
    ["02.03.2026", null],
  ])("with the time %j happened at %j", (time, timeMs) => {
    expect(bodiesOf(read({ time }))).toMatchObject([{ timeMs }]);
  });

  it("without a time happened when it was recorded", () => {
    expect(bodiesOf(read({ record_time: AT }))).toMatchObject([{ timeMs: AT }]);
  });

  it.each([
    [204, "204"],
    ["204", "204"],
    [0, "0"],
    [undefined, null],
    [{}, null],
  ])("with the code %j has the code %j", (code, expected) => {
    expect(bodiesOf(read({ code }))).toMatchObject([{ code: expected }]);
  });

  it.each([
    ['{"id":"u-1","name":"account/alice"}', { id: "u-1", name: "account/alice" }],
    [{ name: "alice" }, { id: null, name: "alice" }],
    ["", null],
    ["alice", null],
    [{}, null],
  ])("by the user %j was made by %j", (user, expected) => {
    expect(bodiesOf(read({ user }))).toMatchObject([{ user: expected }]);
  });

  it.each([
    [{ action: "start" }, "start"],
    [{ action: "rm -rf" }, null],
    [{ action: "x".repeat(33) }, null],
    ["start", null],
  ])("with the request %j has the action %j", (request, action) => {
    expect(bodiesOf(read({ request }))).toMatchObject([{ action }]);
  });

  it("is what the reader of texts takes for a trace", () => {
    const [message] = messagesOf(read(OTC));
    expect(message && eventOfMessage(message, { nowMs: AT })).toMatchObject({
      data: {
        trace: "t-otc",
        traceName: "change_instance_status",
        resourceId: "n-1",
        timeMs: AT,
        action: "stop",
        code: 0,
        rating: "warning",
      },
    });
  });

  it("leaves request and response out, which may hold secrets", () => {
    const [message] = messagesOf(
      read({ request: { admin_pass: "EXAMPLE" }, response: '{"token":"EXAMPLE"}' }),
    );
    expect(message?.body).not.toContain("EXAMPLE");
  });

  it("is none without a record", () => {
    expect(readCts({ cts: "text" })).toBeUndefined();
  });
});
