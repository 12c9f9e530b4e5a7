import { describe, expect, it } from "vitest";
import { describeMissing, type Hearing, settled } from "../../../../lib/core/approval/settled.ts";
import type { Demand, PlanAnswer } from "../../../../lib/domain/approval.ts";

const ONE: Demand = { kind: "approval", policy: "rebuild", by: 1, from: ["ops"] };
const TWO: Demand = { ...ONE, by: 2 };
const CONFIRM: Demand = { kind: "confirmation", policy: "(chat)", by: 1, from: [] };
const ANNA = { source: "jira", user: "u-anna", person: "anna" };
const TEAMS: Hearing["teams"] = {
  ops: { members: ["olga", "otto", "anna"], zone: null, calendar: null },
  leads: { members: ["lea"], zone: null, calendar: null },
};

function says(person: string, over: Partial<PlanAnswer> = {}): PlanAnswer {
  return { hash: "h", yes: true, source: "cli", user: person, person, why: null, ...over };
}

function hear(demands: readonly Demand[], answers: readonly PlanAnswer[], over: Partial<Hearing> = {}) {
  return settled({ demands, answers, requester: ANNA, teams: TEAMS, ...over });
}

describe("settled", () => {
  it("is agreed by one of the team who did not ask", () => {
    expect(hear([ONE], [says("olga")])).toEqual({ state: "agreed", by: ["olga"] });
  });

  it.each([
    ["by nobody", []],
    ["by somebody of no team that is asked", [says("lea")]],
    ["by the requester", [says("anna")]],
    ["by the requester's other account", [says("anna", { source: "slack", user: "T1/U1" })]],
    ["by the requester written with another capital", [says("Anna")]],
    ["by the requester's account under another name", [says("olga", { source: "jira", user: "u-anna" })]],
  ])("stays open when it is agreed %s", (_, answers) => {
    expect(hear([ONE], answers).state).toBe("open");
  });

  it("is not agreed by a person after whom the requester's unmapped account is called, who may still refuse it", () => {
    const requester = { source: "github", user: "Olga", person: "github:Olga" };
    expect(hear([ONE], [says("olga")], { requester }).state).toBe("open");
    expect(hear([ONE], [says("otto")], { requester }).state).toBe("agreed");
    expect(hear([ONE], [says("olga", { yes: false })], { requester }).state).toBe("denied");
    expect(hear([CONFIRM], [says("olga")], { requester }).state).toBe("open");
    const mapped = { ...requester, person: "lea" };
    expect(hear([ONE], [says("olga")], { requester: mapped }).state).toBe("agreed");
  });

  it("takes the same person on two platforms for one", () => {
    const twice = [says("olga"), says("olga", { source: "slack", user: "T1/U7" })];
    expect(hear([TWO], twice)).toEqual({
      state: "open",
      missing: [{ demand: TWO, given: ["olga"], lacking: 1 }],
    });
    expect(hear([TWO], [...twice, says("otto")])).toEqual({ state: "agreed", by: ["olga", "otto"] });
  });

  it("takes a name under from for a person only where no team has it", () => {
    expect(hear([{ ...ONE, from: ["lea"] }], [says("lea")]).state).toBe("agreed");
    expect(hear([ONE], [says("ops")]).state).toBe("open");
    expect(hear([{ ...ONE, from: ["constructor"] }], [says("olga")]).state).toBe("open");
  });

  it("counts for nobody any more who has left the team", () => {
    const left = { teams: { ops: { members: ["otto"], zone: null, calendar: null } } };
    expect(hear([ONE], [says("olga")], left).state).toBe("open");
  });

  it("takes a confirmation from the requester alone, and beside it the approval of others", () => {
    expect(hear([CONFIRM], [says("olga")]).state).toBe("open");
    expect(hear([CONFIRM], [says("anna")])).toEqual({ state: "agreed", by: ["anna"] });
    expect(hear([ONE, CONFIRM], [says("anna")]).state).toBe("open");
    expect(hear([ONE, CONFIRM], [says("olga"), says("anna")]).state).toBe("agreed");
    expect(hear([CONFIRM], [says("anna")], { requester: null }).state).toBe("open");
  });

  it("asks each policy's own people", () => {
    const leads: Demand = { ...ONE, policy: "delete", from: ["leads"] };
    expect(hear([ONE, leads], [says("olga"), says("otto")]).state).toBe("open");
    expect(hear([ONE, leads], [says("olga"), says("lea")]).state).toBe("agreed");
  });

  it("ends with one refusal by somebody who may, whoever agreed before or behind it", () => {
    const no = says("otto", { yes: false, why: "not today" });
    const denied = { state: "denied", by: "otto", why: "not today" };
    expect(hear([ONE], [says("olga"), no])).toEqual(denied);
    expect(hear([ONE], [no, says("otto"), says("olga")])).toEqual(denied);
    expect(hear([ONE], [says("anna", { yes: false })])).toMatchObject({ state: "denied", by: "anna" });
    expect(hear([ONE], [says("lea", { yes: false }), says("olga")]).state).toBe("agreed");
  });

  it("says in words what is missing", () => {
    expect(describeMissing({ demand: TWO, given: [], lacking: 2 }, ANNA)).toBe("2 of ops");
    expect(describeMissing({ demand: CONFIRM, given: [], lacking: 1 }, ANNA)).toBe("anna to confirm it");
    expect(describeMissing({ demand: CONFIRM, given: [], lacking: 1 }, null)).toBe(
      "whoever asked to confirm it",
    );
  });
});
