import { describe, expect, it } from "vitest";
import { settlementNotices } from "../../../../lib/core/notices/settlement-notices.ts";
import type { Demand } from "../../../../lib/domain/approval.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";
import { entry, news, team, telling } from "./news.ts";

const teams = { ops: team(["slack:#ops"]), legal: team(["slack:#legal", "slack:#ops"]) };
const context = { config: telling({ teams }), nowMs: NOW };

function ask(seq: number, ...demands: readonly Demand[]) {
  const card = { title: "purge: stop 2 machines", lines: [], machines: [], more: 0, money: [] };
  const details = {
    ...{ hash: `hash-${seq}`, code: `code-${seq}`, plan: 1, demands, expiresAt: at(HOUR), requester: null },
    card,
  };
  return entry(seq, { phase: "deferred", reason: "awaiting-approval", details });
}

const from = (...names: string[]): Demand => ({ kind: "approval", policy: "purge", by: 1, from: names });
const CONFIRMATION: Demand = { kind: "confirmation", policy: "purge", by: 1, from: [] };

function approved(seq: number) {
  const details = { complete: true, approved: { hash: "hash", by: ["olga", "otto"] } };
  return entry(seq, { phase: "decided", reason: "matched", details });
}

describe("how a plan came out", () => {
  it("goes once to every channel that was asked, whichever question it was", () => {
    const told = settlementNotices(news([ask(1, from("ops")), ask(2, from("legal")), approved(3)]), context);
    expect(told).toHaveLength(1);
    expect(told[0]?.notice).toMatchObject({
      title: "Approved by olga, otto: purge: stop 2 machines",
      facts: { settled: "approved", code: "code-2", by: ["olga", "otto"] },
    });
    expect(told[0]?.to).toEqual([
      { kind: "channel", channel: "slack:#ops" },
      { kind: "channel", channel: "slack:#legal" },
    ]);
    expect(told[0]?.urgent).toBe(false);
  });

  it("is told to nobody where nobody was asked: a ticket that was approved, a confirmation", () => {
    expect(settlementNotices(news([approved(3)]), context)).toEqual([]);
    const [confirmed] = settlementNotices(news([ask(1, CONFIRMATION), approved(3)]), context);
    expect(confirmed?.to).toEqual([]);
  });
});
