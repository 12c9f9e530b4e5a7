import type { Facts, RecentAction } from "../../domain/facts.ts";

/** What was sent of late, as a pass asks for it. */
export type SentSince = Pick<Facts, "recent" | "lastAction">;

/** What was sent in a replay, by its policies and by persons of the log. */
export interface SentActions {
  add(action: RecentAction): void;
  /** What was sent at that moment or later, milliseconds since the epoch: the one that was added last comes first. */
  since(fromMs: number): SentSince;
}

/** Begins with nothing sent. */
export function createSentActions(): SentActions {
  const actions: RecentAction[] = [];
  /** The latest moment of each action and all before it: where that is too early, nothing before it has to be looked at. */
  const latestMs: number[] = [];
  return {
    add: (action) => {
      actions.push(action);
      latestMs.push(Math.max(action.atMs, latestMs.at(-1) ?? action.atMs));
    },
    since: (fromMs) => {
      const recent: RecentAction[] = [];
      const lastAction = new Map<string, RecentAction>();
      for (let at = actions.length - 1; at >= 0 && (latestMs[at] ?? fromMs) >= fromMs; at -= 1) {
        const action = actions[at];
        if (action === undefined || action.atMs < fromMs) continue;
        recent.push(action);
        if (!lastAction.has(action.resource)) lastAction.set(action.resource, action);
      }
      return { recent, lastAction };
    },
  };
}
