import { resolve } from "node:path";
import { AutomationError } from "../domain/errors.ts";
import type { Store } from "../ports/store.ts";
import { withJsonLines } from "../stores/json-lines.ts";
import { createMemoryStore } from "../stores/memory/create-memory-store.ts";
import { openSqliteStore } from "../stores/sqlite/open-sqlite-store.ts";

/** How a store is opened. */
export interface StoreOptions {
  /** Folder that a relative path starts from: the one of the config. */
  readonly folder: string;
  /** Key of the checkpoints' seals (`CURFEW_LOG_KEY`). */
  readonly logKey: string | undefined;
  /** Takes every entry as one JSON line, after it is durable. */
  readonly writeLine?: (line: string) => void;
}

async function open(store: string, { folder, logKey }: StoreOptions): Promise<Store> {
  const key = logKey === undefined ? {} : { logKey };
  if (store === "memory") return createMemoryStore(key);
  if (store.startsWith("sqlite:")) {
    const path = store.slice("sqlite:".length);
    return openSqliteStore({ path: resolve(folder, path), ...key });
  }
  throw new AutomationError("invalid-config", `store: sqlite:PATH or memory (got ${store})`, {
    details: { field: "store" },
  });
}

/** Opens the store that the config names. */
export async function openStore(store: string, options: StoreOptions): Promise<Store> {
  const opened = await open(store, options);
  return options.writeLine ? withJsonLines(opened, options.writeLine) : opened;
}
