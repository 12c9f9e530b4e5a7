import { formatDuration } from "../domain/duration.ts";
import type { Busy, Flip } from "./flip.ts";

const UNITS: Readonly<Record<string, string>> = { cpu: " %", gpu: " %", npu: " %", network: " kbit/s" };

function figure(signal: string, value: number): string {
  return `${Number(value.toFixed(2))}${UNITS[signal] ?? ""}`;
}

function reading({ signal, value, limit, isNow }: Busy): string {
  if (UNITS[signal] === undefined) return value > 0 ? `${signal}: ${value} at work` : `${signal} were used`;
  return `${signal} ${isNow ? "is" : "was"} ${figure(signal, value)}, limit ${figure(signal, limit)}`;
}

/** Who works now has nothing to stay below yet. */
function quiet({ signals, forMs }: Extract<Flip, { kind: "quiet" }>): string {
  const read = signals.map(reading).join("; ");
  const isOne = signals.length === 1;
  if (signals.some(({ isNow }) => isNow))
    return `it works now (${read}): idle once ${isOne ? "it has" : "all of them have"} rested for ${minutes(forMs)}`;
  return `${read}: idle if ${isOne ? "it stays" : "all of them stay"} below for ${minutes(forMs)} more`;
}

function minutes(ms: number): string {
  return formatDuration(Math.max(1, Math.ceil(ms / 60_000)) * 60_000);
}

const WAITS: Readonly<Record<string, string>> = {
  hold: "held",
  cooldown: "left alone after the last action",
  change: "left alone after its last change",
  uptime: "too young to judge",
  person: "left alone, since somebody asked something of it,",
  lease: "left alone, since somebody set its notebook lease,",
  work: "left alone after long work",
};

/** The smallest change that would turn a verdict round, in one sentence; `undefined` where there is none to name. */
export function describeFlip(flip: Flip): string | undefined {
  switch (flip.kind) {
    case "quiet":
      return quiet(flip);
    case "wait":
      return `${WAITS[flip.what] ?? flip.what} until ${new Date(flip.untilMs).toISOString()}`;
    case "measure":
      return `nothing certain is known of ${flip.signals.join(", ")}: it can be judged once that is measured`;
    case "work": {
      const limits = flip.signals.map(({ signal, limit }) => `${signal} above ${figure(signal, limit)}`);
      return `${[...(flip.isHeldBack ? ["a hold"] : []), ...limits].join(", or ")} would leave it alone`;
    }
    case "owner":
      return "add an owner: a rule under owners: that finds one for this machine";
    case "none":
      return undefined;
    default:
      return flip satisfies never;
  }
}
