import { describe, expect, it } from "vitest";
import { approverOf, requesterOf } from "../../../../lib/core/ticket/people-of-ticket.ts";
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

  it("is told by expressions that are checked before anything runs", () => {
    expect(() => rulebook({ sources: [source({ requester: "evnt.x" })] })).toThrow(
      /^sources\.jira\.requester: /,
    );
  });
});
