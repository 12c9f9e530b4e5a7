import type { SeenMachine, SeenSignal } from "../../domain/frame.ts";
import { PHASES_OF_MACHINE } from "../../domain/resource.ts";
import { signalOf } from "./signal-columns.ts";

type Unchecked<T> = { readonly [K in keyof T]?: unknown };

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isPrice(value: unknown): boolean {
  if (value === null) return true;
  return (
    Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && typeof value[1] === "string"
  );
}

function isSignal(value: unknown): value is SeenSignal {
  if (!Array.isArray(value) || value.length !== 5 || signalOf(value[0]) < 0) return false;
  for (let at = 1; at < 5; at += 1) if (!Number.isFinite(value[at])) return false;
  return true;
}

function isStanding(value: unknown): boolean {
  for (const standing of PHASES_OF_MACHINE) if (standing === value) return true;
  return false;
}

function areSignals(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const signal of value) if (!isSignal(signal)) return false;
  return true;
}

/** A machine that is told whole, and whose whole is for the schema to judge. */
export type ToldMachine = Omit<SeenMachine, "resource"> & { readonly resource?: unknown };

/** Whether something is a machine as a frame tells of it, whatever it says of the whole machine. */
export function isToldMachine(value: unknown): value is ToldMachine {
  if (typeof value !== "object" || value === null) return false;
  const { ref, status, standing, owner, team, price, signals }: Unchecked<SeenMachine> = value;
  return (
    typeof ref === "string" &&
    typeof status === "string" &&
    isStanding(standing) &&
    isTextOrNull(owner) &&
    isTextOrNull(team) &&
    isPrice(price) &&
    areSignals(signals)
  );
}

/**
 * Whether something is a machine as almost every frame tells of it: short, not whole. The schema says the same of it, and
 * takes ten times as long; whatever is refused here is for the schema to judge.
 */
export function isPlainMachine(value: unknown): value is SeenMachine {
  return isToldMachine(value) && !("resource" in value);
}
