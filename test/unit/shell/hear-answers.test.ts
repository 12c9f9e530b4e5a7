import { describe, expect, it } from "vitest";
import type { GivenAnswer } from "../../../lib/core/approval/ask-fold.ts";
import type { AccessRule } from "../../../lib/domain/access.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { SourceConfig } from "../../../lib/domain/policy.ts";
import { hearAnswers } from "../../../lib/shell/hear-answers.ts";
import { approvals, JIRA, sourceOf } from "../../fixtures/approvals.ts";
import { rulebook, ticket } from "../../fixtures/policies.ts";
import { NOW } from "../../fixtures/resources.ts";

const SLACK = { name: "slack", scheme: "slack", people: { U03OLGA: "olga" } };
const NEVER: Omit<AccessRule, "who"> = {
  ...{ effect: "never", verbs: ["approve"] },
  ...{ where: null, during: null, zone: "UTC" },
};
const ASKED = {
  hash: "h",
  demands: [{ kind: "approval" as const, policy: "rebuild", by: 1, from: ["ops"] }],
  requester: { source: "jira", user: "u-anna", person: "anna" },
};

function answer(overrides: Partial<GivenAnswer> = {}): GivenAnswer {
  const olga = { source: "slack", user: "T1/U03OLGA", person: "olga" };
  return { hash: "h", yes: true, ...olga, why: null, atMs: NOW, ...overrides };
}

interface Case {
  readonly slack?: Partial<SourceConfig>;
  readonly jira?: Partial<SourceConfig>;
  readonly config?: Partial<Config>;
  readonly event?: AutomationEvent;
  readonly answers?: readonly GivenAnswer[];
}

/** How the plan stands, with the people and rules of now. */
function standing({ slack, jira, config, event, answers = [answer()] }: Case = {}) {
  const sources = [sourceOf({ ...JIRA, ...jira }), sourceOf({ ...SLACK, ...slack })];
  const book = rulebook(approvals({ sources, ...config }));
  return hearAnswers(event ?? ticket({ by: "u-anna" }), book, { asked: ASKED, answers }).state;
}

describe("an answer in the log", () => {
  it("counts for the person to whom its account belongs", () => {
    expect(standing()).toBe("agreed");
    expect(standing({ answers: [] })).toBe("open");
  });

  it("counts for nobody once its account was taken out of people", () => {
    expect(standing({ slack: { people: { U9NEW: "olga" } } })).toBe("open");
    expect(standing({ slack: { people: {} } })).toBe("open");
  });

  it("is the requester's own once its account is known to be the requester's", () => {
    expect(standing({ slack: { people: { U03OLGA: "anna" } } })).toBe("open");
  });

  it("is the requester's own once the requester's account is known to be the approver's", () => {
    expect(standing({ jira: { people: { "u-anna": "olga" } } })).toBe("open");
  });

  it("does not count against a rule that was written since", () => {
    const rule = (overrides: Partial<AccessRule>) => ({
      slack: { rules: [{ ...NEVER, who: ["team:ops"], ...overrides }] },
    });
    expect(standing(rule({}))).toBe("open");
    expect(standing(rule({ who: ["U03OLGA"] }))).toBe("open");
    expect(standing(rule({ verbs: ["stop"] }))).toBe("agreed");
    // By the hour at which it was said, noon, whenever it is counted.
    expect(standing(rule({ during: "13:00-14:00" }))).toBe("agreed");
    expect(standing(rule({ during: "11:00-13:00" }))).toBe("open");
  });

  it("does not count by a source that signs nothing by now, or is none any more", () => {
    expect(standing({ slack: { weak: true } })).toBe("open");
    expect(standing({ config: { sources: [JIRA] } })).toBe("open");
  });

  it("of the command line counts for the user of the shell", () => {
    expect(standing({ answers: [answer({ source: "cli", user: "otto", person: "otto" })] })).toBe("agreed");
  });

  it("that is a no stays one, whatever became of its account", () => {
    const answers = [answer({ yes: false })];
    expect(standing({ answers })).toBe("denied");
    expect(standing({ answers, slack: { people: {} } })).toBe("denied");
  });
});

describe("an approver in the ticket", () => {
  const approved = (data: object = {}) => ticket({ by: "u-anna", approver: "u-olga", ...data });
  const inTicket = (event: AutomationEvent, jira: Partial<SourceConfig> = {}) =>
    standing({ event, jira, answers: [] });

  it("counts on the delivery that moves the ticket, and on no other", () => {
    expect(inTicket(approved())).toBe("agreed");
    expect(inTicket(approved({ transition: null }))).toBe("open");
  });

  it("does not count where the source does not sign what it says", () => {
    expect(inTicket(approved(), { weak: true })).toBe("open");
  });

  it("does not count for whoever wrote the ticket, under this account or another one", () => {
    expect(inTicket(approved({ creator: "u-olga" }))).toBe("open");
    const people = { "u-anna": "anna", "u-olga": "olga", "u-olga-2": "olga" };
    expect(inTicket(approved({ creator: "u-olga-2" }), { people })).toBe("open");
    expect(inTicket(approved({ creator: "u-anna" }))).toBe("agreed");
    expect(standing({ event: ticket({ by: "u-anna", creator: "u-olga" }) })).toBe("open");
  });

  it("does not count against a rule of its source", () => {
    const rules = [{ ...NEVER, who: ["u-olga"] }];
    expect(inTicket(approved(), { rules })).toBe("open");
  });
});
