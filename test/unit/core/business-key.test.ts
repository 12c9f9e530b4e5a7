import { describe, expect, it } from "vitest";
import { businessKey } from "../../../lib/core/business-key.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import {
  alarm,
  budgetAlert,
  policy,
  request,
  tick,
  ticket,
  trace,
  webhook,
} from "../../fixtures/policies.ts";
import { HOUR, NOW } from "../../fixtures/resources.ts";

const nights = policy();

describe("businessKey", () => {
  it("is the policy and the slot for a clock tick, so that each policy has its own wish", () => {
    expect(businessKey(tick(), nights)).toBe(businessKey(tick(NOW, NOW - HOUR), nights));
    expect(businessKey(tick(), nights)).not.toBe(businessKey(tick(NOW + HOUR), nights));
    expect(businessKey(tick(), nights)).not.toBe(businessKey(tick(), policy({ name: "other" })));
  });

  it("is the transition for a ticket, whatever the delivery is called", () => {
    expect(businessKey(ticket({}, "a"), nights)).toBe(businessKey(ticket({}, "b"), nights));
    expect(businessKey(ticket({ transition: 31 }), nights)).toBe(businessKey(ticket(), nights));
  });

  it.each([[{ transition: "32" }], [{ key: "OPS-2" }], [{ transition: { id: 31 } }]])(
    "tells the ticket %j from the first one",
    (data) => {
      expect(businessKey(ticket(data), nights)).not.toBe(businessKey(ticket(), nights));
    },
  );

  it.each([[null], [undefined], [{ id: "31" }], [["31"]]])(
    "falls back to the delivery when the transition is %j",
    (transition) => {
      const first = businessKey(ticket({ transition }, "a"), nights);
      expect(first).toBe(businessKey(ticket({ transition }, "a"), nights));
      expect(first).not.toBe(businessKey(ticket({ transition }, "b"), nights));
    },
  );

  it("is budget, period, threshold and kind for a budget", () => {
    const keys = [{}, { at: 1 }, { kind: "forecast" }, { budget: "speech" }, { period: "2026-Q1" }] as const;
    expect(new Set(keys.map((data) => businessKey(budgetAlert(data), nights))).size).toBe(keys.length);
  });

  it("takes the month of the alert for a budget without a period", () => {
    const next: AutomationEvent = { ...budgetAlert(), id: "alert-2", time: "2026-01-31T23:59:59Z" };
    expect(businessKey(next, nights)).toBe(businessKey(budgetAlert(), nights));
    expect(businessKey({ ...next, time: "2026-02-01T00:00:00Z" }, nights)).not.toBe(
      businessKey(next, nights),
    );
  });

  it.each<[string, AutomationEvent]>([
    ["a webhook", webhook()],
    ["a request", request()],
    ["a ticket without a transition", ticket({ transition: undefined })],
    ["a ticket", ticket()],
    ["a budget", budgetAlert()],
    ["a clock tick", tick()],
    ["an alarm", alarm()],
    ["a trace", trace()],
  ])("is the same wish when %s is played again", (_what, event) => {
    const again: AutomationEvent = { ...event, id: `${event.id}~replay-1`, replayof: event.id };
    expect(businessKey(again, nights)).toBe(businessKey(event, nights));
  });

  describe("of a signal", () => {
    const once = policy({ action: { verb: "reboot", parameters: {} } });
    const LATER = NOW + 3 * HOUR;

    it("is the notification or the trace, for what can be repeated", () => {
      expect(businessKey(alarm(), nights)).toBe(`alarm:al1/${NOW}`);
      expect(businessKey(alarm({ timeMs: LATER }), nights)).not.toBe(businessKey(alarm(), nights));
      expect(businessKey(trace(), nights)).toBe("audit:trace-1");
      expect(businessKey(trace({ trace: "trace-2" }), nights)).toBe("audit:trace-2");
    });

    it("is the day, for what may happen only once: alarms are repeated, and operations leave two traces", () => {
      expect(businessKey(alarm(), once)).toBe("alarm:al1:2026-01-15");
      expect(businessKey(alarm({ timeMs: LATER }), once)).toBe(businessKey(alarm(), once));
      expect(businessKey(alarm({ timeMs: NOW + 24 * HOUR }), once)).not.toBe(businessKey(alarm(), once));
      expect(businessKey(alarm({ alarm: "al2" }), once)).not.toBe(businessKey(alarm(), once));
      expect(businessKey(trace(), once)).toBe("audit:nb-1:startNotebook:2026-01-15");
      expect(businessKey(trace({ trace: "trace-2", timeMs: LATER }), once)).toBe(businessKey(trace(), once));
      expect(businessKey(trace({ resourceId: "nb-2" }), once)).not.toBe(businessKey(trace(), once));
    });
  });

  it("is the delivery for a signal whose policy names no action", () => {
    expect(businessKey(trace(), policy({ action: null }))).toBe("audit:trace-1");
  });

  it("is the bytes for a note about an archive", () => {
    const note = (digest: string): AutomationEvent => ({
      ...{ specversion: "1.0", id: digest, source: "curfew", time: webhook().time, trigger: "cli" },
      type: "log.archived",
      data: { file: "a.jsonl", digest, from: 1, to: 2, entries: 3, by: "anna" },
    });
    const [one, other] = ["a", "b"].map((letter) => businessKey(note(letter.repeat(64)), nights));
    expect(one).toBe(`archive:${"a".repeat(64)}`);
    expect(other).not.toBe(one);
  });

  // Step ids come from the key: written another way, the wishes of yesterday's log would be carried out again.
  it("is written as it always was", () => {
    const events = [tick(), budgetAlert(), budgetAlert({ period: "2026-Q1" }), ticket()];
    expect(events.map((event) => businessKey(event, nights))).toEqual([
      "slot:nights:2026-01-15T12:00:00.000Z",
      "budget:vision:2026-01:0.9:actual",
      "budget:vision:2026-Q1:0.9:actual",
      "ticket:jira:OPS-1:31",
    ]);
  });

  it("is the delivery for a webhook and the order for a request", () => {
    expect(businessKey(webhook(), nights)).toBe("webhook:ci:hook-1");
    expect(businessKey(request(), nights)).toBe("request:cli:order-1");
    expect(businessKey(request({}, { id: "order-2" }), nights)).not.toBe(businessKey(request(), nights));
    expect(businessKey(request({}, { source: "inbox" }), nights)).not.toBe(businessKey(request(), nights));
  });
});
