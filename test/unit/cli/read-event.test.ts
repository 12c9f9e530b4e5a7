import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../lib/cli/read-event.ts";
import { webhook } from "../../fixtures/policies.ts";
import { NOON_MS } from "./fake-terminal.ts";

const DAY_MS = 86_400_000;

const parse = (event: unknown) => parseEvent(JSON.stringify(event), "event.json", NOON_MS);
const ahead = (ms: number) => ({ ...webhook(), time: new Date(NOON_MS + ms).toISOString() });

describe("an event in a file", () => {
  it("is completed where it leaves out what can be told", () => {
    const { id, ...rest } = parse({ type: "webhook.received", data: {} });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(rest).toEqual({
      specversion: "1.0",
      source: "inbox",
      trigger: "queue",
      type: "webhook.received",
      time: "2026-03-14T12:00:00.000Z",
      data: {},
    });
  });

  it("has lost the passwords of a ticket, and is refused as an order with one", () => {
    const canary = "Canary-1-that-nobody-may-read";
    const ticket = { type: "ticket.updated", data: { key: "T-1", form: { adminPass: canary } } };
    expect(JSON.stringify(parse(ticket))).not.toContain(canary);
    const parameters = { password: canary };
    const order = { type: "action.request", data: { verb: "rebuild", resource: "x", parameters } };
    expect(() => parse(order)).toThrow(/no password in an event/);
    expect(() => parse(order)).not.toThrow(canary);
  });

  it("says how the body of a sender is sent, which is no event", () => {
    expect(() => parse({ webhookEvent: "jira:issue_updated" })).toThrow("curfew send --source NAME FILE");
    expect(() => parse({ type: "ticket.updated", data: {} })).not.toThrow("--source");
  });

  it("may be a day ahead", () => {
    expect(parse(ahead(DAY_MS))).toEqual(ahead(DAY_MS));
  });

  it("is refused when it happens in more than a day, with the field and the rule", () => {
    expect(() => parse(ahead(DAY_MS + 1))).toThrow(
      expect.objectContaining({
        code: "usage",
        message: expect.stringMatching(
          /^event\.json: time: at most 24 hours ahead of the clock here, which says 2026-03-14T12:00:00\.000Z \(got 2026-03-15T12:00:00\.001Z\)$/,
        ),
        details: { field: "time" },
      }),
    );
  });

  it("is refused when it pretends that the log was archived", () => {
    const data = { file: "a", digest: "a".repeat(64), from: 1, to: 1, entries: 1, by: "anna" };
    expect(() => parse({ type: "log.archived", data })).toThrow(
      /event\.json: type: log\.archived is written by/,
    );
  });

  it("is refused when it is none, with the field and the rule", () => {
    expect(() => parse({ type: "budget.alert", data: { at: 0.9 } })).toThrow(
      expect.objectContaining({ code: "invalid-event", details: { field: "data.budget" } }),
    );
  });
});
