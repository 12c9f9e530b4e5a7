import { FRAME_MACHINES_MAX, Frame, SeenMachine } from "../../domain/frame.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import { isPlainMachine, isToldMachine } from "./plain-machine.ts";
import { sameJson } from "./same-json.ts";

/** The frame without its machines: these are read one by one. */
const Head = Frame.omit({ machines: true });

/** A machine as it was last told whole, and the words that it was told in. */
interface Whole {
  readonly told: unknown;
  readonly resource: Resource;
}

/** Reads the details of an entry as a piece of a frame; `undefined`: it is none. */
export type ReadFrame = (details: unknown) => Frame | undefined;

function machinesIn(details: unknown): readonly unknown[] | undefined {
  if (typeof details !== "object" || details === null || !("machines" in details)) return undefined;
  const { machines } = details;
  return Array.isArray(machines) && machines.length <= FRAME_MACHINES_MAX ? machines : undefined;
}

/**
 * Reads frames one after the other. A machine that is told again as it was is the same object again, so that whoever keeps
 * it sees at once that nothing has changed.
 */
export function createReadFrame(): ReadFrame {
  const wholes = new Map<ResourceRef, Whole>();

  function bySchema(value: unknown, told?: unknown): SeenMachine | undefined {
    const parsed = SeenMachine.safeParse(value);
    if (!parsed.success) return undefined;
    const { ref, resource } = parsed.data;
    if (resource) wholes.set(ref, { told, resource });
    return parsed.data;
  }

  /** The schema is asked about a whole machine when it is told otherwise than before. */
  function wholeOf(value: unknown): SeenMachine | undefined {
    if (!isToldMachine(value)) return bySchema(value);
    const { ref, status, standing, owner, team, price, signals, resource } = value;
    const known = wholes.get(ref);
    if (!known || !sameJson(known.told, resource)) return bySchema(value, resource);
    return { ref, status, standing, owner, team, price, signals, resource: known.resource };
  }

  return (details) => {
    const [head, told] = [Head.safeParse(details), machinesIn(details)];
    if (!head.success || told === undefined) return undefined;
    const machines: SeenMachine[] = [];
    for (const value of told) {
      const machine = isPlainMachine(value) ? value : wholeOf(value);
      if (machine === undefined) return undefined;
      machines.push(machine);
    }
    return { ...head.data, machines };
  };
}
