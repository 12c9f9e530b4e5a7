import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { loadConfig } from "../config/load-config.ts";
import { AutomationError } from "../domain/errors.ts";
import { SCHEMES } from "../sources/schemes.ts";
import { withFileSecrets } from "./file-secrets.ts";
import { composeNode, type NodeHost } from "./node.ts";
import { openStore } from "./open-store.ts";
import type { ReadVariable } from "./references.ts";
import { type ResolvedSource, resolveSources } from "./webhook-sources.ts";

/** A host that was opened from a configuration file. */
export interface OpenedHost {
  readonly host: NodeHost;
  readonly sources: readonly ResolvedSource[];
}

/**
 * Opens a host without a command line around it, for programs that embed Curfew. Throws `invalid-config` with every
 * problem of the file, one a line.
 */
export async function openHost(configPath: string, variables: ReadVariable): Promise<OpenedHost> {
  const env = withFileSecrets(variables);
  const folder = dirname(configPath);
  const beside = (path: string) => readFile(resolve(folder, path), "utf8");
  const text = await readFile(configPath, "utf8");
  const schemes = SCHEMES.map(({ id }) => id);
  const loaded = await loadConfig({ text, path: configPath, readFile: beside, schemes });
  if (!loaded.ok) {
    const lines = loaded.errors.map(
      ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
    );
    throw new AutomationError("invalid-config", `${configPath}:\n${lines.join("\n")}`);
  }
  const store = await openStore(loaded.config.store, {
    ...{ folder, env, config: loaded.config },
    logKey: env("CURFEW_LOG_KEY"),
  });
  const read = (path: string) => readFile(path, "utf8");
  try {
    const sources = resolveSources(loaded.config, env);
    return { host: composeNode({ config: loaded.config, env, readFile: read, store }), sources };
  } catch (error) {
    await store.close();
    throw error;
  }
}
