import { describe, expect, it } from "vitest";
import { approvalNotices } from "../../../../lib/core/notices/approval-notices.ts";
import type { Demand } from "../../../../lib/domain/approval.ts";
import { policy, tick } from "../../../fixtures/policies.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";
import { entry, news, said, team, telling } from "./news.ts";

const APPROVAL: Demand = { kind: "approval", policy: "nights", by: 2, from: ["ops"] };
const CONFIRMATION: Demand = { kind: "confirmation", policy: "nights", by: 1, from: [] };

function asked(...demands: readonly Demand[]) {
  const details = {
    ...{ hash: "9f8e7d6c5b4a", code: "9f8e7d6c", plan: 1, demands, expiresAt: at(8 * HOUR) },
    requester: { source: "chat", user: "T1/U1", person: "anna" },
    card: {
      ...{
        title: "rebuild: reinstall-os ds-1",
        lines: ["ds-1: reinstall-os; asked for"],
        machines: ["prod/dev-server/ds-1"],
      },
      ...{ more: 0, money: [{ amount: 12, currency: "CNY" }] },
    },
  };
  return entry(1, { phase: "deferred", reason: "awaiting-approval", details });
}

const OPS = {
  ops: team(["slack:#ops"], { members: ["olga"], zone: "Europe/Berlin" }),
  "*": team(["slack:#all"]),
};

const channelsOf = (told: ReturnType<typeof approvalNotices>) =>
  told.map(({ to }) => to.map((one) => (one.kind === "channel" ? one.channel : one.kind)).join());

describe("what people are asked", () => {
  const context = { config: telling({ teams: OPS }), nowMs: NOW };

  it("shows the exact set, the money, who asks and until when, with two buttons for this plan alone", () => {
    const [told] = approvalNotices(news([asked(APPROVAL)], tick()), context);
    expect(told?.urgent).toBe(true);
    expect(told?.notice.title).toBe("To be approved: rebuild: reinstall-os ds-1");
    expect(told?.notice.lines).toEqual([
      "ds-1: reinstall-os; asked for",
      "Money: 12 CNY an hour.",
      "Asked for by anna",
      "Two of ops must agree, other than who asked.",
      "Asked until Thu 21:00 Europe/Berlin (20:00 UTC).",
    ]);
    expect(told?.notice.buttons.map(({ command }) => command)).toEqual([
      "approve run-1 9f8e7d6c",
      "deny run-1",
    ]);
  });

  it("goes to the teams that may agree, also where people of them are named; else to the policy's channels, else to all", () => {
    const told = (config = telling({ teams: OPS }), from = ["ops"]) =>
      channelsOf(approvalNotices(news([asked({ ...APPROVAL, from })], tick()), { config, nowMs: NOW }));
    expect(told()).toEqual(["slack:#ops"]);
    expect(told(telling({ teams: OPS }), ["olga"])).toEqual(["slack:#ops"]);
    const policies = [policy({ tell: ["email:boss@example.com"] })];
    expect(told(telling({ teams: OPS, policies }), ["stranger"])).toEqual(["email:boss@example.com"]);
    expect(told(telling({ teams: OPS }), ["stranger"])).toEqual(["slack:#all"]);
  });

  it("goes to the policy's channels for people who may agree by their names, and not to all that their teams read", () => {
    const teams = { ...OPS, vision: team(["slack:#vision"], { members: ["olga"] }) };
    const policies = [policy({ tell: ["slack:#approvals"] })];
    const told = (from: readonly string[], config = telling({ teams, policies })) =>
      channelsOf(
        approvalNotices(news([asked({ ...APPROVAL, from: [...from] })], tick()), { config, nowMs: NOW }),
      );
    expect(told(["olga"])).toEqual(["slack:#approvals"]);
    expect(told(["ops", "olga"])).toEqual(["slack:#ops,slack:#approvals"]);
    expect(told(["ops"])).toEqual(["slack:#ops"]);
    expect(told(["olga"], telling({ teams }))).toEqual(["slack:#ops,slack:#vision"]);
  });

  it("tells whoever asked what it waits for, without a button to agree to their own wish", () => {
    const told = approvalNotices(news([asked(APPROVAL)], said("rebuild ds-1")), context);
    expect(channelsOf(told)).toEqual(["slack:#ops", "reply"]);
    expect(told[1]?.notice.buttons).toEqual([]);
    expect(told[1]?.notice.lines[0]).toBe("It waits until ops have agreed.");
  });

  it("asks whoever asked to confirm, in their language", () => {
    const told = approvalNotices(news([asked(CONFIRMATION)], said("重装 ds-1")), context);
    expect(channelsOf(told)).toEqual(["reply"]);
    expect(told[0]?.notice.language).toBe("zh");
    expect(told[0]?.notice.buttons.map(({ command }) => command)).toEqual([
      "确认 run-1 9f8e7d6c",
      "拒绝 run-1",
    ]);
  });
});
