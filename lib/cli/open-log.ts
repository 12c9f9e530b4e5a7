import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { openStore } from "../compose/open-store.ts";
import { isBucketStore } from "../compose/store-place.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Store } from "../ports/store.ts";
import { type LoadedConfig, loadSessionConfig } from "./open-session.ts";
import type { Terminal } from "./terminal.ts";

/** A store and the configuration that names it. */
export interface OpenedStore {
  readonly store: Store;
  readonly loaded: LoadedConfig;
}

/** Path of the file behind a store, or `undefined` for one that has none. */
export function storePath({ config, folder }: LoadedConfig): string | undefined {
  if (!config.store.startsWith("sqlite:")) return undefined;
  const path = config.store.slice("sqlite:".length);
  return resolve(folder, path);
}

/** Whether a file is there. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * Loads the configuration and keeps its warnings to itself: they are about policies, and whoever looks at the log or
 * pulls a switch has read them where policies are checked and run. What stops the loading is told.
 */
async function loadQuietly(terminal: Terminal, given: string | undefined): Promise<LoadedConfig> {
  const told: string[] = [];
  try {
    return await loadSessionConfig({ ...terminal, err: (line) => void told.push(line) }, given);
  } catch (error) {
    for (const line of told) terminal.err(line);
    throw error;
  }
}

function open(loaded: LoadedConfig, terminal: Terminal, store = loaded.config.store): Promise<Store> {
  return openStore(store, {
    ...{ folder: loaded.folder, config: loaded.config, env: terminal.env },
    logKey: terminal.env("CURFEW_LOG_KEY"),
  });
}

/**
 * The store for a command that only looks. Looking must not make a file, so where none is the log is empty; a command
 * that waits for entries to come has to make it, or it would wait at the wrong place.
 */
export async function openLogStore(
  terminal: Terminal,
  given: string | undefined,
  { mayCreate = false }: { readonly mayCreate?: boolean } = {},
): Promise<OpenedStore> {
  const loaded = await loadQuietly(terminal, given);
  const path = storePath(loaded);
  if (isBucketStore(loaded.config.store)) return { store: await open(loaded, terminal), loaded };
  if (path === undefined) {
    terminal.err(
      "curfew: store: memory keeps nothing beyond its own process, so there is nothing to see here",
    );
  } else if (!mayCreate && !(await isThere(path))) {
    terminal.err(`curfew: ${path} is not there yet: nothing has run here`);
    return { store: await open(loaded, terminal, "memory"), loaded };
  }
  return { store: await open(loaded, terminal), loaded };
}

/**
 * The store for a command that sets something which other processes are to see. Throws `invalid-config` for a store
 * that no other process sees: a switch that reaches nobody must not look like one that does.
 */
export async function openSwitchStore(terminal: Terminal, given: string | undefined): Promise<OpenedStore> {
  const loaded = await loadQuietly(terminal, given);
  if (loaded.config.store === "memory") {
    throw new AutomationError(
      "invalid-config",
      "store: memory lives in one process, and what is set from here would reach no other; use store: sqlite:curfew.db",
      { details: { field: "store" } },
    );
  }
  return { store: await open(loaded, terminal), loaded };
}
