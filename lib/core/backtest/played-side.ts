import type { RecentAction } from "../../domain/facts.ts";
import type { Hold } from "../../domain/hold.ts";
import type { Policy } from "../../domain/policy.ts";
import { isOwnLease } from "../idle/renewed-lease.ts";
import { createStopFollower, type FrameSeen } from "./follow-stops.ts";
import { HOUR_MS } from "./hours.ts";
import { addAction, type PlayedFleet, touch } from "./played-fleet.ts";
import { change, type PlayedColumns, type PlayedMachine, playedMachine } from "./played-machine.ts";
import { createReplay, type Replay, type ReplayOptions } from "./replay.ts";
import { createSentActions } from "./sent-actions.ts";
import type { Tape, TapeMachine } from "./tape.ts";
import type { Told } from "./told-by-log.ts";

/** One config on its way through the log. */
export interface PlayedSide {
  readonly name: string;
  readonly replay: Replay;
  /** Machine-hours in which a stop that was really sent hid what a machine would have done that is left on here. */
  hiddenHours: () => number;
  /** What a person did holds in every replay; what a policy did only marks what the log shows. */
  take(told: Told): void;
  /** A frame is whole: who came back, and what stood still. `hidden`: machines that a real stop keeps off. */
  frame(frame: FrameSeen, hidden: readonly TapeMachine[]): void;
}

interface Played {
  readonly policies: readonly Policy[];
  readonly replay: Replay;
  readonly machines: PlayedMachine[];
  readonly tape: Tape;
}

function takeAction(action: RecentAction, { replay, machines, tape }: Played): void {
  addAction(replay.fleet, action);
  const index = tape.of(action.resource)?.index ?? -1;
  const machine = machines[index];
  if (action.action !== "start" || machine?.state !== "off") return;
  replay.ledger.end(index, action.atMs, "person");
  change(machine, replay.fleet.columns, { state: "on", atMs: action.atMs });
}

/** The lease that a rule of the log really set stands in the frames, and is no person's in any replay. */
function takeLease(action: RecentAction, { policies, replay }: Played): void {
  if (!isOwnLease(action, policies)) return;
  const { leasedMs } = replay.fleet;
  leasedMs.set(action.resource, [...(leasedMs.get(action.resource) ?? []), action.atMs]);
}

function take(told: Told, played: Played): void {
  const { fleet } = played.replay;
  if (told.kind === "action") {
    if (!told.byRule) takeAction(told.action, played);
    takeLease(told.action, played);
    return;
  }
  if (told.kind === "held") fleet.holds.set(told.hold.resource, told.hold);
  else fleet.personsMs.set(told.ref, told.atMs);
  touch(fleet, told.kind === "held" ? told.hold.resource : told.ref);
}

/** How a side begins. */
export interface SideOptions extends Omit<ReplayOptions, "fleet"> {
  readonly name: string;
  readonly holds: readonly Hold[];
}

/** Begins a replay with a fleet of which nothing is known yet. */
export function createPlayedSide({ name, holds, ...options }: SideOptions): PlayedSide {
  const { tape } = options;
  const machines: PlayedMachine[] = [];
  const columns: PlayedColumns = { versions: [], readings: [], from: [], resources: [] };
  const fleet: PlayedFleet = {
    ...{
      tape,
      machines,
      columns,
      verdicts: {},
      inMind: new Map(),
      personsMs: new Map(),
      leasedMs: new Map(),
      sent: createSentActions(),
    },
    holds: new Map(holds.map((hold) => [hold.resource, hold])),
  };
  const replay = createReplay({ ...options, fleet });
  const follow = createStopFollower(tape, replay.ledger, { isReal: false });
  const played = { policies: options.rulebook.config.policies, replay, machines, tape };
  let hiddenHours = 0;
  return {
    ...{ name, replay },
    hiddenHours: () => hiddenHours,
    take: (told) => take(told, played),
    frame: (frame, hidden) => {
      for (const machine of tape.machines.slice(machines.length))
        machines.push(playedMachine(machine, columns));
      for (const { index, atMs, by } of follow(frame)) {
        const machine = machines[index];
        if (machine && by !== "gone") change(machine, columns, { state: "on", atMs });
      }
      const on = hidden.filter(({ index }) => machines[index]?.state !== "off").length;
      hiddenHours += (on * (frame.slotMs - frame.beforeMs)) / HOUR_MS;
    },
  };
}
