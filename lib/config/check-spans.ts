import { formatDuration } from "../domain/duration.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { Named } from "./sections.ts";

const DAY_MS = 86_400_000;

/** A span for which a policy leaves a machine alone, and the longest that it may be. */
interface Span {
  readonly path: ConfigPath;
  readonly ms: number | undefined;
  readonly maxMs: number;
}

function spansOf({ name, file }: Named<PolicyFile>): readonly Span[] {
  const { respect, cooldown, warn = [], hours, idle } = file;
  const path = ["policies", name];
  const long = typeof hours === "object" ? hours : undefined;
  const votes = typeof idle === "object" ? idle : undefined;
  return [
    { path: [...path, "respect"], ms: respect, maxMs: 7 * DAY_MS },
    { path: [...path, "cooldown"], ms: cooldown, maxMs: 31 * DAY_MS },
    ...warn.map((ms, index) => ({ path: [...path, "warn", index], ms, maxMs: 7 * DAY_MS })),
    { path: [...path, "hours", "minUptime"], ms: long?.minUptime, maxMs: 31 * DAY_MS },
    { path: [...path, "idle", "grace"], ms: votes?.grace, maxMs: 7 * DAY_MS },
  ];
}

/** Whatever leaves a machine alone comes to an end that people live to see: a span of years would be an exception for ever. */
export function checkSpans(policy: Named<PolicyFile>): readonly Finding[] {
  return spansOf(policy).flatMap(({ path, ms = 0, maxMs }) => {
    if (ms <= maxMs) return [];
    const key = typeof path.at(-1) === "number" ? `an entry of ${path.at(-2)}` : String(path.at(-1));
    return [
      {
        path,
        message: `${key} must be at most ${formatDuration(maxMs)}: nothing is left alone for ever`,
        hint: "say with where which machines the policy means, or hold a machine for a while",
      },
    ];
  });
}
