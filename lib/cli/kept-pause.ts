import { openStore } from "../compose/open-store.ts";
import { isBucketStore } from "../compose/store-place.ts";
import { isAutomationError } from "../domain/errors.ts";
import { NOT_PAUSED, type Pause } from "../domain/pause.ts";
import { readPause } from "../shell/read-pause.ts";
import { isThere, storePath } from "./open-log.ts";
import type { LoadedConfig } from "./open-session.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The kill switch of the store that the configuration names, for a command that itself works on a store in memory.
 * Looking makes no file: where none is, nobody has paused. A store that cannot be opened counts as paused.
 */
export async function keptPause(loaded: LoadedConfig, terminal: Pick<Terminal, "env">): Promise<Pause> {
  const path = storePath(loaded);
  const { config, folder } = loaded;
  const isFile = path !== undefined && (await isThere(path));
  if (!isFile && !isBucketStore(config.store)) return NOT_PAUSED;
  try {
    const store = await openStore(config.store, {
      ...{ folder, config, env: terminal.env },
      logKey: terminal.env("CURFEW_LOG_KEY"),
    });
    try {
      return await readPause(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    const why = `the pause switch could not be read: ${error.message}`;
    return { ...NOT_PAUSED, paused: true, why, by: "curfew" };
  }
}
