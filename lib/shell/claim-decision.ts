import { BREAKS_MAX, decisionLifeMs } from "../core/lease-life.ts";
import { REASONS } from "../domain/reasons.ts";
import { entryAt } from "./entry.ts";
import { parkRun } from "./park-run.ts";
import { append, type Pass, stateOf, Yielded } from "./pass.ts";

/** The lease on the decision of a run: two processes that gather the same facts would only get in each other's way. */
function leaseName(run: string): string {
  return `run/${run}`;
}

/**
 * Takes up the decision of a run. Throws {@link Yielded} while another pass is at it. One that died over it is told in
 * the log, and a run that passes die over again and again is parked, or it would take the process with it for ever.
 */
export async function claimDecision(pass: Pass): Promise<"finished" | undefined> {
  const { store, clock, ids } = pass.ports;
  const nowMs = clock.now();
  const [lease] = await store.takeLeases({
    holder: ids.call(),
    resources: [leaseName(pass.run)],
    nowMs,
    untilMs: nowMs + decisionLifeMs(stateOf(pass).broken),
  });
  if (!lease) throw new Yielded(`${pass.run}: another pass decides it`);
  const { tookOver, ...held } = lease;
  pass.leases.set(held.resource, held);
  if (tookOver) {
    const parts = { phase: "deferred", reason: "resumed", text: REASONS.resumed } as const;
    await append(pass, [entryAt(nowMs, parts)], { leases: [held] });
  }
  if (stateOf(pass).broken < BREAKS_MAX) return undefined;
  await parkRun(pass, `${BREAKS_MAX} passes died over it`);
  return "finished";
}

/** Lets others take up the decision, when it was put off. */
export async function giveBackDecision(pass: Pass): Promise<void> {
  const lease = pass.leases.get(leaseName(pass.run));
  if (!lease) return;
  pass.leases.delete(lease.resource);
  // Decided, nobody asks for it any more.
  if (!stateOf(pass).decided) await pass.ports.store.releaseLeases([lease]);
}
