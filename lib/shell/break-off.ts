import { BREAKS_MAX } from "../core/lease-life.ts";
import { isAutomationError } from "../domain/errors.ts";
import { entryAt } from "./entry.ts";
import { parkRun } from "./park-run.ts";
import { append, beginPass, stateOf } from "./pass.ts";
import type { ShellPorts } from "./shell-ports.ts";

const TEXT_MAX = 500;

/** Failures of the store say nothing about the event, and could not be written down either. */
function isStores(error: unknown): boolean {
  return isAutomationError(error) && error.code.startsWith("store-");
}

/**
 * Writes down that a pass broke, with why. After so many times the run is parked: an event that breaks everything that
 * touches it must not be touched for ever.
 */
export async function breakOff(run: string, ports: ShellPorts, error: unknown): Promise<void> {
  if (isStores(error)) return;
  try {
    const stored = await ports.store.read(run);
    if (!stored) return;
    const pass = beginPass(stored, ports, {});
    if (stateOf(pass).finished) return;
    const message =
      error instanceof Error ? error.message.slice(0, TEXT_MAX) : String(error).slice(0, TEXT_MAX);
    if (stateOf(pass).broken < BREAKS_MAX) {
      const parts = { phase: "deferred", reason: "broke", text: `the pass broke off: ${message}` } as const;
      await append(pass, [entryAt(ports.clock.now(), parts)]);
    }
    // Also when it was not set aside the last time: the process may have died between the two writes.
    if (stateOf(pass).broken < BREAKS_MAX) return;
    await parkRun(pass, `it broke off ${BREAKS_MAX} times, the last time with: ${message}`);
  } catch {
    // Another process writes to the run, or the store fails by now: the first error is the one to tell.
  }
}
