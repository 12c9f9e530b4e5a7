import * as z from "zod";
import type { Reason } from "../../domain/reasons.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { createStopFollower, type FrameSeen } from "./follow-stops.ts";
import { createStopLedger, type PlayedStop } from "./played-stop.ts";
import type { Tape } from "./tape.ts";
import type { Told } from "./told-by-log.ts";

const Saves = z.object({ amount: z.number(), currency: z.string() }).nullable().catch(null);

interface Planned {
  readonly reason: Reason;
  readonly text: string;
  readonly name: string;
  readonly saves: PlayedStop["saves"];
}

/** The stops that policies have really sent, in the same form as those of a replay. */
export interface ReallyDone {
  readonly stops: readonly PlayedStop[];
  /** Takes in an entry and what it tells. */
  add(entry: StatusEntry, told: Told | undefined, isCounted: boolean): void;
  frame(frame: FrameSeen): void;
}

function plannedOf({ reason, text, details }: StatusEntry): Planned {
  const step = details["step"];
  const name = typeof step === "object" && step !== null && "name" in step ? String(step.name) : "";
  return { reason, text, name, saves: Saves.parse(details["savesPerHour"] ?? null) };
}

/** Begins with nothing done. */
export function createReallyDone(tape: Tape): ReallyDone {
  const ledger = createStopLedger();
  const follow = createStopFollower(tape, ledger, { isReal: true });
  const planned = new Map<string, Planned>();
  const begin = (entry: StatusEntry, index: number): void => {
    const { reason = "planned", text = "", name = "", saves = null } = planned.get(entry.step ?? "") ?? {};
    const { ref, resource } = tape.machines[index] ?? {};
    const owner = entry.details["owner"];
    ledger.begin(index, {
      ...{
        ref: ref ?? "",
        name: name || resource?.name || ref || "",
        team: null,
        policy: entry.policy ?? "",
      },
      ...{ owner: typeof owner === "string" ? owner : null, reason, text, atMs: Date.parse(entry.at), saves },
      ...{ untilMs: null, endedBy: null, hours: 0, busy: false, isMeasured: true },
    });
  };
  const act = (entry: StatusEntry, told: Told, index: number, isCounted: boolean): void => {
    if (told.kind !== "action") return;
    const { action, atMs } = told.action;
    if (action === "start") ledger.end(index, atMs, told.byRule ? "policy" : "person");
    const isNew = action === "stop" && told.byRule && !ledger.open.has(index);
    if (isNew && isCounted) begin(entry, index);
  };
  return {
    stops: ledger.stops,
    add: (entry, told, isCounted) => {
      if (entry.phase === "planned" && entry.step !== null) planned.set(entry.step, plannedOf(entry));
      const index = tape.of(entry.resource ?? "")?.index;
      if (index === undefined) return;
      // The cloud said no: nothing was stopped.
      if (entry.phase === "rejected" && entry.action === "stop") ledger.drop(index);
      if (told) act(entry, told, index, isCounted);
    },
    frame: (frame) => void follow(frame),
  };
}
