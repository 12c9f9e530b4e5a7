import type { Resource } from "../../domain/resource.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { readPending, readVerdicts } from "../read-pending.ts";
import { askWhich } from "./ask-which.ts";
import { nameMachine, troublesIn } from "./name-machine.ts";
import { type Answer, button, type Talk } from "./talk.ts";

/** What was done last with a machine, as far back as people ask. */
const DEEDS_MAX = 3;

/** The last things that were done with a machine, the newest first. */
export async function lastDeeds({ ref }: Resource, { ports, texts, time }: Talk): Promise<readonly string[]> {
  const filter = { resource: ref, phases: ["succeeded", "failed", "unknown"] } as const;
  // A part of a reference is looked for: the id of another machine may begin alike.
  const { entries } = await ports.store.find(filter, { limit: 4 * DEEDS_MAX, newest: true });
  const isDeed = (entry: StatusEntry) =>
    entry.resource === ref && entry.action !== null && entry.policy !== null;
  return entries
    .filter(isDeed)
    .slice(-DEEDS_MAX)
    .toReversed()
    .map(({ action, at, policy, text }) =>
      texts.lastDeed({ verb: action ?? "", at: time(Date.parse(at)), policy: policy ?? "", text }),
    );
}

/** Who holds a machine and what is about to happen to it. */
export async function pendingOf({ ref, name }: Resource, { ports, texts, time, nowMs }: Talk) {
  const { store, rulebook } = ports;
  const policies = rulebook.config.policies.map((policy) => policy.name);
  const [holds, verdicts] = await Promise.all([store.listHolds(nowMs), readVerdicts(store, policies)]);
  const own = verdicts.map(([policy, byResource]) => {
    const last = byResource.get(ref);
    return [policy, new Map(last ? [[ref, last]] : [])] as const;
  });
  const pending = await readPending(store, own, holds);
  const held = holds.find(({ resource }) => resource === ref);
  const until = held ? time(Date.parse(held.until)) : "";
  return {
    isHeld: held !== undefined,
    lines: [
      ...(held ? [texts.heldBy({ machine: name, by: held.owner, until, why: held.reason })] : []),
      ...pending.map(({ policy, due, trial }) =>
        texts.pending({ machine: name, policy, at: time(Date.parse(due)), trial }),
      ),
    ],
  };
}

/** A machine in one line. */
export function machineLine(resource: Resource, { ports, texts }: Talk): string {
  const { owner, team } = ports.rulebook.ownerOf(resource);
  const note = team === null ? resource.ref : `${team}, ${resource.ref}`;
  const status = texts.standing(resource.standing);
  return texts.statusLine({ machine: resource.name, status, owner: owner ?? texts.nobodys(), note });
}

/** `status NAME`: how one machine stands, who holds it, what is pending, and what was done last. */
export async function tellMachine(name: string, talk: Talk): Promise<Answer> {
  const { texts } = talk;
  const found = await nameMachine(talk, name);
  const which = askWhich(name, found, talk);
  if (which) return which;
  if (found.named.kind !== "one") {
    const lines = [texts.unreadable({ lists: troublesIn(found.inventories) })];
    return { reason: "target-failed", title: texts.nothingKnown({ machine: name }), lines };
  }
  const { resource } = found.named;
  const [pending, deeds] = await Promise.all([pendingOf(resource, talk), lastDeeds(resource, talk)]);
  const names = [resource.ref];
  return {
    ...{ reason: "answered", title: machineLine(resource, talk), resource: resource.ref },
    lines: [...pending.lines, ...deeds],
    buttons: [
      button(talk, texts.button.why, { word: "why", names }),
      ...(resource.standing === "running"
        ? [button(talk, texts.button.extend, { word: "extend", names, options: { for: "2h" } })]
        : []),
    ],
    facts: { machine: resource.ref, standing: resource.standing },
  };
}
