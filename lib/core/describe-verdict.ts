import { formatDuration } from "../domain/duration.ts";
import type { Policy } from "../domain/policy.ts";
import type { Evidence, Verdict, VoteName } from "../domain/verdict.ts";

const UNITS: Readonly<Partial<Record<VoteName, string>>> = {
  cpu: " %",
  gpu: " %",
  npu: " %",
  network: " kbit/s",
};

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** What casts doubt on a measurement, in words; nothing where all is well. */
export function describeDoubts({ signal, measured, devicesWanted }: Evidence): readonly string[] {
  const { devices, ignored = 0, impossible = 0 } = measured ?? {};
  return [
    ...(devices && devicesWanted !== undefined
      ? [`only ${devices.known} of ${devicesWanted} ${signal.toUpperCase()}s`]
      : []),
    ...(ignored > 0 ? [`${plural(ignored, "point")} left out: below zero, no number or in the future`] : []),
    ...(impossible > 0 ? [`${plural(impossible, "point")} above what there can be`] : []),
  ];
}

/**
 * What a vote rests on, in words: `0.5 % (limit 5, 24 points, AOM ma_container_cpu_util)`, or `12m ago (limit 2h)`.
 */
export function describeEvidence(vote: Evidence): string {
  const { signal, measured, limit, agoMs } = vote;
  if (agoMs !== undefined)
    return `${formatDuration(Math.max(0, agoMs))} ago (limit ${formatDuration(limit)})`;
  if (!measured) return "no points";
  const { max, points, expected, from } = measured;
  const unit = UNITS[signal];
  if (unit === undefined) return `${max} at work (${from})`;
  const told = [...describeDoubts(vote), from].join(", ");
  if (points === 0) return `no points that count (${told})`;
  const seen = points < expected ? `${points} of ${expected} points` : `${points} points`;
  return `${Number(max.toFixed(2))}${unit} (limit ${Number(limit.toFixed(2))}, ${seen}, ${told})`;
}

/** The time that was really looked at, which may be longer for this machine than the policy says. */
function windowOf(evidence: readonly Evidence[], { idleMs }: Policy): number {
  const told = evidence.find(({ measured }) => measured?.windowMs !== undefined);
  return told?.measured?.windowMs ?? idleMs ?? 0;
}

/** Why a machine is acted on or left alone, in one sentence. */
export function describeVerdict({ text, evidence, intent }: Verdict): string {
  if (text !== "" || evidence.length === 0) return text;
  const said = evidence.map((entry) => `${entry.signal} ${entry.says}: ${describeEvidence(entry)}`);
  return `over ${formatDuration(windowOf(evidence, intent.policy))}: ${said.join("; ")}`;
}
