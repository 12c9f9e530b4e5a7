import fc from "fast-check";
import { expect } from "vitest";
import { runState } from "../../lib/core/run-state.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { answerPlan } from "../../lib/shell/answer-plan.ts";
import { unapproved } from "../fixtures/agreed.ts";
import { approvals, approvedRebuild, JIRA, person, sourceOf } from "../fixtures/approvals.ts";
import { ticket } from "../fixtures/policies.ts";
import { HOUR, MINUTE, server, stopped } from "../fixtures/resources.ts";
import { createWorld, type World } from "../unit/shell/world.ts";
import { endAll, expectAllIsWell, openRuns, passOver, watchSends } from "./shell-world.ts";

const GPU = server({ name: "vision-anna-gpu" });

/** Two of olga, otto and ben have to agree; anna is of the team too, and asks. */
const RIGHTFUL: readonly string[] = ["olga", "otto", "ben"];
const NEEDED = 2;
const WITHIN_MS = 2 * HOUR;
const PEOPLE = [...RIGHTFUL, "anna", "Anna", "lea", "ops"];

/** What may happen while a plan is asked for. */
export type Happening =
  | { readonly kind: "answer"; readonly who: string; readonly source: "cli" | "slack"; readonly yes: boolean }
  | { readonly kind: "pass"; readonly dieAt: number | null; readonly after: boolean; readonly twice: boolean }
  | { readonly kind: "machine"; readonly is: "running" | "stopped" | "gone" }
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "pause"; readonly on: boolean };

export const HAPPENINGS: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("answer" as const),
        who: fc.constantFrom(...PEOPLE),
        source: fc.constantFrom("cli" as const, "slack" as const),
        yes: fc.integer({ min: 0, max: 11 }).map((dice) => dice > 0),
      }),
    },
    {
      weight: 7,
      arbitrary: fc.record({
        kind: fc.constant("pass" as const),
        dieAt: fc.option(fc.nat({ max: 24 })),
        after: fc.boolean(),
        twice: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("machine" as const),
        is: fc.constantFrom("running" as const, "stopped" as const, "gone" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.constantFrom(1, 10, 50, 130) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("pause" as const), on: fc.boolean() }) },
  ),
  { minLength: 4, maxLength: 24 },
);

async function answer(
  world: World,
  { who, source, yes }: Extract<Happening, { kind: "answer" }>,
): Promise<void> {
  for (const run of world.state.entries.keys()) {
    const code = runState(await world.entries(run)).asked?.code;
    try {
      await answerPlan(world.ports(), { run, code, yes, identity: person(who, source) });
    } catch (error) {
      if (!isAutomationError(error) || !["usage", "forbidden"].includes(error.code)) throw error;
    }
  }
}

function change(world: World, is: "running" | "stopped" | "gone"): void {
  const now = world.cloud.machines.get("ds-1");
  if (now?.standing === "changing") return;
  if (is === "gone") world.cloud.machines.delete("ds-1");
  else world.cloud.machines.set("ds-1", is === "running" ? GPU : stopped(GPU));
}

async function happen(world: World, what: Happening): Promise<void> {
  switch (what.kind) {
    case "answer":
      return answer(world, what);
    case "pass":
      for (const run of await openRuns(world)) {
        await Promise.all([passOver(world, run, what), ...(what.twice ? [passOver(world, run, what)] : [])]);
      }
      return;
    case "machine":
      return change(world, what.is);
    case "wait":
      world.clock.nowMs += what.minutes * MINUTE;
      return;
    case "pause":
      return world.store.writePause({ paused: what.on, why: null, by: null, at: null });
    default:
      what satisfies never;
  }
}

/** Plays a history from the ticket on. Resolves to whether anything was sent. */
export async function playApprovals(history: readonly Happening[]): Promise<boolean> {
  const ops = { members: [...RIGHTFUL, "anna"], zone: null, calendar: null };
  const approve = { by: NEEDED as 2, from: ["ops"], withinMs: WITHIN_MS };
  // Accounts are looked up anew when answers are counted, so each of them has to be somebody here.
  const people = Object.fromEntries(PEOPLE.map((name) => [name, name]));
  const sources = [JIRA, sourceOf({ name: "slack", scheme: "slack", people })];
  const config = approvals({ teams: { ops }, sources, policies: [approvedRebuild({ approve })] });
  const world = createWorld({ machines: [GPU], config });
  watchSends(world);
  const watched = world.cloud.onSend;
  world.cloud.onSend = async (steps, script) => {
    await watched(steps, script);
    const run = world.state.log.findLast(({ entry }) => entry.step === steps[0]?.id)?.entry.run ?? "";
    const rule = { needed: NEEDED, rightful: RIGHTFUL, withinMs: WITHIN_MS };
    expect(unapproved(await world.entries(run), rule)).toEqual([]);
  };
  await acceptEvent(ticket({ by: "u-anna" }), world.ports());
  for (const what of history) await happen(world, what);
  await happen(world, { kind: "pause", on: false });
  world.clock.nowMs += WITHIN_MS + MINUTE;
  await endAll(world);
  await expectAllIsWell(world);
  return world.cloud.sent.length > 0;
}
