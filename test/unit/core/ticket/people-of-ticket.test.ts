import { describe, expect, it } from "vitest";
import { approverOf, askersOf, requesterOf } from "../../../../lib/core/ticket/people-of-ticket.ts";
import { SourceConfig } from "../../../../lib/domain/policy.ts";
import { request, rulebook, ticket, webhook } from "../../../fixtures/policies.ts";

const source = (people: Partial<SourceConfig>) =>
  SourceConfig.parse({ name: "jira", scheme: "jira-cloud", secrets: [], ...people });
const rules = rulebook({ sources: [source({ requester: "event.requester", approver: "event.approver" })] });

describe("who asked and who agreed", () => {
  it("is what the source reads out of its tickets", () => {
    const event = ticket({ requester: " u-1 ", approver: 42 });
    expect([requesterOf(event, rules), approverOf(event, rules)]).toEqual(["u-1", "42"]);
    expect(requesterOf(webhook({ requester: "u-1" }, "jira"), rules)).toBe("u-1");
  });

  it.each([
    [{}],
    [{ requester: "" }],
    [{ requester: null }],
    [{ requester: { id: 1 } }],
    [{ requester: "x".repeat(257) }],
  ])("is nobody where the ticket tells nothing that could be one: %j", (data) => {
    expect(requesterOf(ticket(data), rules)).toBeNull();
  });

  it("is nobody for a source that says nothing of people, nor for events that no source speaks of", () => {
    expect(requesterOf(ticket({ requester: "u-1" }), rulebook())).toBeNull();
    expect(requesterOf(request({ by: "u-1" }, { source: "jira" }), rules)).toBeNull();
  });

  it("never agrees to what it asked for itself", () => {
    expect(approverOf(ticket({ requester: "u-1", approver: "u-1" }), rules)).toBeNull();
  });

  it("never agrees to what it wrote itself, whoever is named as the requester by now", () => {
    const event = ticket({ requester: "u-1", creator: "u-2", approver: "u-2" });
    expect(askersOf(event, rules)).toEqual(["u-1", "u-2"]);
    expect(approverOf(event, rules)).toBeNull();
    expect(approverOf(ticket({ requester: "u-1", creator: "u-3", approver: "u-2" }), rules)).toBe("u-2");
    expect(askersOf(ticket({ requester: "u-1", creator: "u-1" }), rules)).toEqual(["u-1"]);
  });

  it.each([null, undefined, { id: 1 }, ""])(
    "has agreed to nothing where the ticket did not move: transition %j",
    (transition) => {
      const event = ticket({ requester: "u-1", approver: "u-2", transition });
      expect([requesterOf(event, rules), approverOf(event, rules)]).toEqual(["u-1", null]);
    },
  );

  it("is told by expressions that are checked before anything runs", () => {
    expect(() => rulebook({ sources: [source({ requester: "evnt.x" })] })).toThrow(
      /^sources\.jira\.requester: /,
    );
  });
});
