import { formatDuration } from "../domain/duration.ts";
import type { Busy, Flip } from "./flip.ts";

const UNITS: Readonly<Record<string, string>> = { cpu: " %", gpu: " %", npu: " %", network: " kbit/s" };

function figure(signal: string, value: number): string {
  return `${Number(value.toFixed(2))}${UNITS[signal] ?? ""}`;
}

function reading({ signal, value, limit }: Busy): string {
  if (UNITS[signal] === undefined) return value > 0 ? `${signal}: ${value} at work` : `${signal} were used`;
  return `${signal} was ${figure(signal, value)}, limit ${figure(signal, limit)}`;
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
    case "quiet": {
      const stay = flip.signals.length === 1 ? "it stays" : "all of them stay";
      return `${flip.signals.map(reading).join("; ")}: idle if ${stay} below for ${minutes(flip.forMs)} more`;
    }
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
