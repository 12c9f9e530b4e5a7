import { describe, expect, it } from "vitest";
import { factsNeeded } from "../../../lib/core/facts-needed.ts";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import { decideRun } from "../../../lib/shell/decide-run.ts";
import { gatherFacts, PIECE_MACHINES } from "../../../lib/shell/gather-facts.ts";
import { judgeFleet } from "../../../lib/shell/judge-fleet.ts";
import { tick } from "../../fixtures/policies.ts";
import { notebook, stopped } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

const SIZE = PIECE_MACHINES * 2 + 1;
const fleetOf = (size: number) =>
  Array.from({ length: size }, (_, index) => {
    const machine = notebook({ id: `nb-${index}` });
    return index % 2 === 0 ? machine : stopped(machine);
  });

describe("judgeFleet", () => {
  it("keeps what is to be done, hands on what is not, and counts it", async () => {
    const ports = createWorld({ machines: fleetOf(SIZE) }).ports();
    const { intents } = matchPolicies(tick(), ports.rulebook);
    const query = factsNeeded(intents, ports.rulebook.config.targets);
    const fleet = await gatherFacts(ports, query);
    const handed: number[] = [];
    const { judged } = await judgeFleet(intents, ports, {
      ...{ fleet, query, bounds: {} },
      onSkipped: async (skipped) => void handed.push(skipped.length),
    });
    expect(handed).toEqual([PIECE_MACHINES / 2, PIECE_MACHINES / 2, 0]);
    expect(judged).toMatchObject([{ notMeant: 0, counted: { "already-so": PIECE_MACHINES } }]);
    expect(judged[0]?.verdicts.every(({ act }) => act)).toBe(true);
    expect(judged[0]?.verdicts).toHaveLength(PIECE_MACHINES + 1);
  });
});

describe("a decision about more machines than one write takes", () => {
  it("writes what is left alone on the way, and counts all of it at the end", async () => {
    const ports = createWorld({ machines: fleetOf(2_401) }).ports();
    const written: number[] = [];
    const { entries } = await decideRun(tick(), ports, {
      lastSeq: 1,
      observes: false,
      write: async (some) => void written.push(some.length),
    });
    expect(written).toEqual([1_000]);
    expect(entries.filter(({ reason }) => reason === "already-so")).toHaveLength(200);
    const counts = entries.at(-1)?.details["counts"];
    expect(counts).toMatchObject([{ act: 1_000, skip: 1_401, reasons: { "already-so": 1_200 } }]);
  });
});
