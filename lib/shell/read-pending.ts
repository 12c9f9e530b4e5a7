import type { Hold } from "../domain/hold.ts";
import type { LastVerdict } from "../domain/memory.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** A stop that is pending. */
export interface PendingView {
  readonly policy: string;
  /** `target/kind/id`. */
  readonly resource: string;
  /** ISO 8601. */
  readonly due: string;
  /** Whose machine it is, as the warning tells; `null` where nobody is known. */
  readonly owner: string | null;
  /** Whether the policy only observes, so that nothing will happen. */
  readonly trial: boolean;
}

/** Pending stops whose owner is looked up; of more than that, the later ones are told without. */
const OWNERS_MAX = 200;

/** The last verdicts of each policy. */
export type Verdicts = readonly (readonly [policy: string, verdicts: ReadonlyMap<string, LastVerdict>])[];

/** Reads the last verdicts of these policies. */
export function readVerdicts(reader: LogReader, policies: readonly string[]): Promise<Verdicts> {
  return Promise.all(policies.map(async (policy) => [policy, await reader.lastVerdicts(policy)] as const));
}

function pendingOf(policy: string, resource: string, { reason, memory: { pending } }: LastVerdict) {
  if (reason !== "warned" || !pending) return [];
  const due = new Date(pending.stopAtMs).toISOString();
  return [{ policy, resource, due, owner: null, trial: pending.trial === true }];
}

async function withOwner(reader: LogReader, pending: PendingView): Promise<PendingView> {
  const { policy, resource } = pending;
  const filter = { policy, resource, phases: ["skipped" as const] };
  const { entries } = await reader.find(filter, { limit: 1, newest: true });
  const owner = entries[0]?.details["owner"];
  return { ...pending, owner: typeof owner === "string" ? owner : null };
}

/** Stops that their owners were warned of, the next one first; not those that a hold has put off since. */
export async function readPending(
  reader: LogReader,
  verdicts: Verdicts,
  holds: readonly Hold[],
): Promise<readonly PendingView[]> {
  const isPutOff = ({ resource, due }: PendingView) =>
    holds.some((hold) => hold.resource === resource && Date.parse(hold.until) >= Date.parse(due));
  const views = verdicts
    .flatMap(([policy, byResource]) =>
      [...byResource].flatMap(([resource, last]): readonly PendingView[] =>
        pendingOf(policy, resource, last),
      ),
    )
    .filter((view) => !isPutOff(view))
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
  const known = await Promise.all(views.slice(0, OWNERS_MAX).map((view) => withOwner(reader, view)));
  return [...known, ...views.slice(OWNERS_MAX)];
}
