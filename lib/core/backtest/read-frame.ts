import * as z from "zod";
import { FRAME_MACHINES_MAX, Frame, SeenMachine } from "../../domain/frame.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import { isPlainMachine } from "./plain-machine.ts";

/** The frame without what its machines are: these are read one by one. */
const Head = Frame.extend({ machines: z.array(z.unknown()).max(FRAME_MACHINES_MAX) });

/** A machine as it was last told whole, and the text that it was told by. */
interface Whole {
  readonly text: string;
  readonly resource: Resource;
}

const Told = z.object({ ref: z.string(), resource: z.unknown() });

/** Reads the details of an entry as a piece of a frame; `undefined`: it is none. */
export type ReadFrame = (details: unknown) => Frame | undefined;

/**
 * Reads frames one after the other. A machine that is told again as it was is the same object again, so that whoever keeps
 * it sees at once that nothing has changed.
 */
export function createReadFrame(): ReadFrame {
  const wholes = new Map<ResourceRef, Whole>();

  function wholeOf(value: unknown): SeenMachine | undefined {
    const { success, data: told } = Told.safeParse(value);
    const text = success ? JSON.stringify(told.resource) : "";
    const known = success ? wholes.get(told.ref) : undefined;
    const rest: unknown = known?.text === text ? { ...Object(value), resource: undefined } : value;
    const parsed = SeenMachine.safeParse(rest);
    if (!parsed.success) return undefined;
    if (known?.text === text) return { ...parsed.data, resource: known.resource };
    const { ref, resource } = parsed.data;
    if (resource) wholes.set(ref, { text, resource });
    return parsed.data;
  }

  return (details) => {
    const head = Head.safeParse(details);
    if (!head.success) return undefined;
    const machines: SeenMachine[] = [];
    for (const value of head.data.machines) {
      const machine = isPlainMachine(value) ? value : wholeOf(value);
      if (machine === undefined) return undefined;
      machines.push(machine);
    }
    return { ...head.data, machines };
  };
}
