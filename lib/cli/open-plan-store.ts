import type { Store } from "../ports/store.ts";
import { createMemoryStore } from "../stores/memory/create-memory-store.ts";
import { isThere, openLogStore, storePath } from "./open-log.ts";
import { loadSessionConfig } from "./open-session.ts";
import type { Terminal } from "./terminal.ts";

/** A store that asks one for everything that has happened, and writes into the other. */
export function besideLog(kept: Store, own: Store): Store {
  const { find, openRuns, recentActions, lastVerdicts, verify, listHolds, readPause } = kept;
  return {
    ...own,
    ...{ find, openRuns, recentActions, lastVerdicts, verify, listHolds, readPause },
    read: async (run) => (await own.read(run)) ?? kept.read(run),
    close: async () => {
      await own.close();
      await kept.close();
    },
  };
}

/** How a plan is made. */
export interface PlanStoreOptions {
  readonly config: string | undefined;
  /** Whether the log is left aside, as if nothing had ever happened. */
  readonly alone: boolean;
}

/**
 * The store of a plan: it knows the holds, pending stops and actions of the log that the configuration names, and what it
 * writes itself is forgotten. Where there is no log yet it says so, and makes none.
 */
export async function openPlanStore(terminal: Terminal, { config, alone }: PlanStoreOptions): Promise<Store> {
  const own = createMemoryStore();
  if (alone) return own;
  const quiet = { ...terminal, err: () => undefined };
  const loaded = await loadSessionConfig(quiet, config).catch(() => undefined);
  const path = loaded && storePath(loaded);
  // The built-in configuration is for looking around: it has no log that anybody could miss.
  const isMissed = loaded !== undefined && loaded.path !== null && loaded.config.store === "memory";
  const isNew = path !== undefined && !(await isThere(path));
  if (isMissed || isNew) {
    const why = isNew ? `${path} is not there yet` : "store: memory keeps no log";
    terminal.err(`curfew: ${why}, so this plan knows of no holds, warnings or earlier actions`);
  }
  const { store } = await openLogStore(loaded ? quiet : terminal, config);
  return besideLog(store, own);
}
