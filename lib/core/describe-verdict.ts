import { formatDuration } from "../domain/duration.ts";
import type { Evidence, Verdict } from "../domain/verdict.ts";

/** A signal's measurement in words: `0.5 % (limit 5, 22/22 points, AOM ma_container_cpu_util)`. */
export function describeEvidence({ signal, measured, limit }: Evidence): string {
  if (!measured) return "no points";
  const unit = signal === "network" ? " kbit/s" : " %";
  const { max, points, expected, from } = measured;
  return `${Number(max.toFixed(2))}${unit} (limit ${limit}, ${points}/${expected} points, ${from})`;
}

/** Why a machine is acted on or left alone, in one sentence. */
export function describeVerdict({ text, evidence, intent }: Verdict): string {
  if (text !== "" || evidence.length === 0) return text;
  const said = evidence.map((entry) => `${entry.signal} ${entry.says}: ${describeEvidence(entry)}`);
  return `over ${formatDuration(intent.policy.idleMs ?? 0)}: ${said.join("; ")}`;
}
