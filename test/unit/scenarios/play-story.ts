import { factsNeeded } from "../../../lib/core/facts-needed.ts";
import { makePlan } from "../../../lib/core/make-plan.ts";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { gatherFacts } from "../../../lib/shell/gather-facts.ts";
import { judgeFleet } from "../../../lib/shell/judge-fleet.ts";
import { createWorld, type World } from "../shell/world.ts";
import { actAsPerson } from "./people.ts";
import { answerIn, type SpokenAnswer, sayAnswer, waitsForPeople } from "./play-answer.ts";
import type { Scene, Story } from "./read-story.ts";
import { storyCloud } from "./story-cloud.ts";
import { isKept, type ToTell, tellPlan } from "./tell-plan.ts";
import { type Stage, toEvent } from "./to-event.ts";

function stageOf(config: Config, { actors, scenes }: Story): World {
  const startMs = scenes[0]?.atMs ?? 0;
  const { resources, measure, soldOut } = storyCloud(config, actors, startMs);
  const world = createWorld({ config, machines: resources });
  world.clock.nowMs = startMs;
  Object.assign(world.cloud.port, { measure, soldOut });
  return world;
}

/** What the shell is about to decide, with everything that it leaves alone. */
async function plan(world: World, event: AutomationEvent): Promise<ToTell> {
  const ports = world.ports();
  const { intents, ignored } = matchPolicies(event, ports.rulebook);
  const query = factsNeeded(intents, ports.rulebook.config.targets);
  const fleet = await gatherFacts(ports, query);
  const { judged, facts } = await judgeFleet(intents, ports, { fleet, query, bounds: {} });
  return { plan: makePlan(judged, facts, ports.rulebook), ignored: ignored.map(({ reason }) => reason) };
}

/** Plays a run to its end. Throws when what was done since `before` is not what was planned. */
async function finish(world: World, run: string, told: ToTell, before: number): Promise<void> {
  await world.finish(run);
  const done = world.cloud.effects.slice(before);
  for (const { intent, ref } of told.plan.acted) {
    const isDone = done.some((effect) => effect.ref === ref && effect.verb === intent.verb);
    if (!isDone) throw new Error(`${intent.verb} of ${ref} was planned and not done`);
  }
  const holds = await world.store.listHolds(world.clock.nowMs);
  for (const { ref } of told.plan.observed.filter(isKept)) {
    if (!holds.some(({ resource }) => resource === ref)) throw new Error(`${ref} was to be held and is not`);
  }
  const planned = new Set(told.plan.acted.map(({ ref }) => ref));
  const more = done.find(({ ref }) => !planned.has(ref));
  if (more) throw new Error(`${more.verb} of ${more.ref} was done and not planned`);
}

interface Played {
  readonly run: string;
  readonly told: ToTell;
  /** Whether people are asked before anything of it is done. */
  readonly asks: boolean;
}

/** Plays one event to its end, or until people are asked. */
async function play(world: World, event: AutomationEvent): Promise<Played> {
  const told = await plan(world, event);
  const before = world.cloud.effects.length;
  const { run } = await world.take(event);
  const asks = await waitsForPeople(world, run);
  if (!asks) await finish(world, run, told, before);
  return { run, told, asks };
}

/** Plays what comes of somebody's answer to what was asked before. */
async function outcomeOfAnswer(
  answer: SpokenAnswer,
  { world, lastRun }: Stage,
  how: { readonly names: boolean },
): Promise<{ run: string; outcome: string }> {
  const run = lastRun ?? "";
  const refused = await sayAnswer(world, run, answer);
  if (refused !== null) return { run, outcome: `nothing (${refused})` };
  const event = (await world.store.read(run))?.event;
  if (!event) throw new Error("nobody is asked anything");
  const told = await plan(world, event);
  if (answer.yes) {
    await finish(world, run, told, world.cloud.effects.length);
    return { run, outcome: tellPlan(told, how) };
  }
  const reason = (await world.finish(run)).at(-1)?.reason;
  return { run, outcome: `nothing (${reason})` };
}

/** Alerts that the meter of the budgets has given. */
async function playAlerts(world: World, how: { readonly names: boolean }): Promise<readonly string[]> {
  const open = await world.store.openRuns({ limit: 10 });
  const lines: string[] = [];
  for (const { run } of open) {
    const event = (await world.store.read(run))?.event;
    if (event?.type !== "budget.alert") continue;
    const { told } = await play(world, event);
    const { budget, at, kind } = event.data;
    const what = kind === "forecast" ? "will be" : "is";
    lines.push(`${budget} ${what} at ${Math.round(at * 100)}%: ${tellPlan(told, how)}`);
  }
  return lines;
}

async function outcomeOf(scene: Scene, stage: Stage, how: { readonly names: boolean }) {
  const { world } = stage;
  const answer = answerIn(scene.happens);
  if (answer) return outcomeOfAnswer(answer, stage, how);
  const { run, told, asks } = await play(world, await toEvent(scene, stage));
  if (asks) return { run, outcome: `asks first: ${tellPlan(told, how)}` };
  const alerts = await playAlerts(world, how);
  const isQuiet = alerts.length > 0 && told.plan.counts.length === 0;
  return { run, outcome: [...(isQuiet ? [] : [tellPlan(told, how)]), ...alerts].join(". ") };
}

/** Plays a story with the real core and shell, and tells it as the page does, one line for each moment. */
export async function playStory(config: Config, story: Story): Promise<readonly string[]> {
  const world = stageOf(config, story);
  const how = { names: config.policies.length > 1 };
  const told: string[] = [];
  let lastRun: string | null = null;
  for (const scene of story.scenes) {
    const { when, happens, atMs } = scene;
    const begin = happens === null ? when : `${when}, ${happens}`;
    if (world.clock.nowMs > atMs) throw new Error(`${when} is over before it begins`);
    world.clock.nowMs = atMs;
    if (scene.outcome === null) {
      await actAsPerson(world, happens ?? "", atMs);
      told.push(begin);
      continue;
    }
    const { run, outcome } = await outcomeOf(scene, { world, lastRun }, how);
    lastRun = run;
    told.push(`${begin}: ${outcome}`);
  }
  return told;
}

/** The story as it is written, in the same form. */
export function writtenStory({ scenes }: Story): readonly string[] {
  return scenes.map(({ when, happens, outcome }) => {
    const begin = happens === null ? when : `${when}, ${happens}`;
    return outcome === null ? begin : `${begin}: ${outcome}`;
  });
}
