import type { CheckedCall } from "./cloud-call.ts";
import type { Admission, Gate } from "./pressure/create-pressure.ts";
import { givenUp } from "./send-once.ts";

/** How somebody waits at a gate. */
export interface Waiting {
  readonly gate: Gate;
  readonly now: () => Date;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal | undefined;
  /** Longest that the gate may make it wait; if it is to be longer, the gate refuses. */
  readonly waitMaxMs: number;
}

/** Waits for the moment of an admission, which is given back where the waiting breaks off. */
async function waitFor(
  call: CheckedCall,
  { admission, waitMs }: { readonly admission: Admission; readonly waitMs: number },
  { gate, now, sleep, signal }: Waiting,
): Promise<void> {
  try {
    await sleep(waitMs, signal);
  } catch (error) {
    gate.note(admission, { kind: "untold" }, now().getTime());
    throw signal?.aborted ? givenUp(call, "given up before it was sent", signal.reason) : error;
  }
}

/**
 * Waits at the gate until the call may go. `first` was given before, and `waitMs` is how long it is waited for. Where
 * other calls meet trouble meanwhile, it asks again; the waits together stay below `waitMaxMs` or it is refused.
 */
export async function passGate(
  call: CheckedCall,
  { first, waitMs: firstMs }: { readonly first: Admission; readonly waitMs: number },
  waiting: Waiting,
): Promise<Admission> {
  const { gate, now, waitMaxMs } = waiting;
  let admission = first;
  let waitMs = firstMs;
  let waitedMs = 0;
  for (;;) {
    if (waitMs > 0) await waitFor(call, { admission, waitMs }, waiting);
    waitedMs += waitMs;
    const nowMs = now().getTime();
    if (gate.depart(admission, nowMs)) return admission;
    admission = gate.enter(call.name, { nowMs, waitMaxMs: waitMaxMs - waitedMs });
    waitMs = admission.waitMs;
  }
}
