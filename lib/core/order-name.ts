import type { Step } from "../domain/step.ts";

/** Longest name that every kind accepts. */
const NAME_MAX = 64;
const MARK_LENGTH = 8;

/**
 * How the cloud tells apart the machines of one order is not documented. Settled here, inferred from the batch creation
 * of the Elastic Cloud Server behind a DevServer (`name-0001`): the name that was ordered, a hyphen and one to four
 * digits. Whatever has no such name is found by the order's id, where there is one.
 */
const NUMBER = /^(-[0-9]{1,4})?$/;
const NUMBER_LENGTH = 5;

/** How many machines an order is for: the `count` of DevServers, else one. */
export function orderedCount(parameters: Step["parameters"]): number {
  const { count } = parameters;
  return typeof count === "number" && Number.isInteger(count) && count > 1 ? count : 1;
}

/**
 * The name that is really asked for carries the step's id, so that a machine whose answer was lost can be found
 * again and is never ordered twice. Where several are ordered, it leaves room for the number of each.
 */
export function markedName(parameters: Step["parameters"], id: string): string {
  const { name } = parameters;
  const room = orderedCount(parameters) > 1 ? NUMBER_LENGTH : 0;
  const base = typeof name === "string" ? name : "curfew";
  return `${base.slice(0, NAME_MAX - MARK_LENGTH - 1 - room)}-${id.slice(0, MARK_LENGTH)}`;
}

/** Whether a machine has the name of an order, or that name and a number. A name that only begins alike is another's. */
export function hasOrderedName(name: string, ordered: string): boolean {
  return name.startsWith(ordered) && NUMBER.test(name.slice(ordered.length));
}
