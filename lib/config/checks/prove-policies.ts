import { createTimeBooks } from "../../core/conflicts/times.ts";
import type { Config } from "../../domain/config.ts";
import type { Finding } from "../diagnostic.ts";
import { fightFindings } from "./fight-findings.ts";
import { hoursFindings } from "./hours-findings.ts";
import { neverFindings } from "./never-findings.ts";
import { reachFindings } from "./reach-findings.ts";
import { replayFindings } from "./replay-findings.ts";

/**
 * What is only seen when the policies of a sound config are held against each other and against what can be true of
 * machines: those that fight, those that can never act, those that mean everything, and those that are needless. All of
 * it are warnings, and what is not understood is not told. Hours are looked at for a year from `nowMs`.
 */
export function provePolicies(config: Config, nowMs: number): readonly Finding[] {
  const never = neverFindings(config);
  // What never means a machine stands in nobody's way.
  const dead = new Set(never.filter(({ path }) => path[2] === "where").map(({ path }) => path[1]));
  const alive = { ...config, policies: config.policies.filter(({ name }) => !dead.has(name)) };
  const books = createTimeBooks(alive, nowMs);
  return [
    ...never,
    ...hoursFindings(alive, books),
    ...fightFindings(alive, books),
    ...reachFindings(alive),
    ...replayFindings(alive),
  ];
}
