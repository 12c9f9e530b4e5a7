import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Emulated, emulate } from "../compose/emulated.ts";
import { composeNode, type NodeHost } from "../compose/node.ts";
import { openStore } from "../compose/open-store.ts";
import type { ReadVariable } from "../compose/references.ts";
import { credentialsOf } from "../compose/target-clients.ts";
import { formatDiagnostics } from "../config/format-diagnostics.ts";
import { loadConfig } from "../config/load-config.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { Store } from "../ports/store.ts";
import { SCHEMES } from "../sources/schemes.ts";
import { withJsonLines } from "../stores/json-lines.ts";
import { BUILT_IN_CONFIG, BUILT_IN_PRICES, BUILT_IN_SECRETS } from "./built-in-config.ts";
import type { Terminal } from "./terminal.ts";

/** Where the configuration comes from when nothing is said. */
export const CONFIG_NAME = "curfew.yaml";

/** A configuration and the file it stands in; `path` is `null` for the built-in one. */
export interface LoadedConfig {
  readonly config: Config;
  readonly path: string | null;
  readonly folder: string;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new AutomationError("invalid-config", `${path}: cannot be read (${(error as Error).message})`, {
      cause: error,
    });
  }
}

async function parse(
  text: string,
  path: string,
  terminal: Terminal,
  files: (path: string) => Promise<string>,
): Promise<Config> {
  const loaded = await loadConfig({
    ...{ text, path, readFile: files, schemes: SCHEMES.map(({ id }) => id) },
    today: { nowMs: terminal.now(), ended: "warning" },
  });
  const problems = loaded.ok ? loaded.warnings : [...loaded.errors, ...loaded.warnings];
  const shown = formatDiagnostics(problems, { path, text, color: terminal.color });
  if (problems.length > 0) terminal.err(shown);
  if (loaded.ok) return loaded.config;
  const count = loaded.errors.length;
  throw new AutomationError(
    "invalid-config",
    `${path}: ${count} ${count === 1 ? "problem" : "problems"}; nothing was started`,
  );
}

/** The configuration that needs no file, with its price list beside it. */
export async function builtInConfig(terminal: Terminal): Promise<LoadedConfig> {
  const config = await parse(BUILT_IN_CONFIG, "(built in)", terminal, async () => BUILT_IN_PRICES);
  return { config, path: null, folder: terminal.cwd };
}

/** Loads `--config`, or curfew.yaml in the current folder, or the built-in configuration where neither is. */
export async function loadSessionConfig(
  terminal: Terminal,
  given: string | undefined,
): Promise<LoadedConfig> {
  const name = given ?? CONFIG_NAME;
  const path = resolve(terminal.cwd, name);
  const text = await readIfThere(path);
  if (text === undefined) {
    if (given === undefined) return builtInConfig(terminal);
    throw new AutomationError(
      "invalid-config",
      `${path}: there is no such file; write one with: curfew init`,
    );
  }
  const folder = dirname(path);
  const config = await parse(text, path, terminal, (file) => readFile(resolve(folder, file), "utf8"));
  return { config, path, folder };
}

/** The store alone, for commands that only look at the log or set a switch. */
export async function openSessionStore(terminal: Terminal, given: string | undefined): Promise<Store> {
  return openLoadedStore(terminal, await loadSessionConfig(terminal, given));
}

/** The store of a configuration that is loaded already. */
export function openLoadedStore(terminal: Terminal, { config, folder }: LoadedConfig): Promise<Store> {
  return openStore(config.store, {
    ...{ folder, config, env: terminal.env },
    logKey: terminal.env("CURFEW_LOG_KEY"),
  });
}

/** How a whole session is opened. */
export interface SessionOptions {
  readonly config?: string | undefined;
  /** Takes every status entry as a JSON line. */
  readonly writeLine?: (line: string) => void;
  /** Another store than that of the configuration, for dry runs: nothing is claimed and nothing is kept. It is closed too. */
  readonly store?: "memory" | Store;
  /** Whether an emulator may stand in where no target has credentials. */
  readonly mayEmulate: boolean;
  /** Whether people are told of what happens. Default: yes, but of nothing that a dry run only plays. */
  readonly tells?: boolean;
}

/** Configuration, store, clouds and shell of one command. */
export interface Session {
  readonly loaded: LoadedConfig;
  readonly env: ReadVariable;
  readonly host: NodeHost;
  /** The emulator that stands in for the clouds, when there are no credentials. */
  readonly emulated: Emulated | null;
  close(): Promise<void>;
}

/** Which targets have credentials to sign with. */
async function targetsWithout(
  config: Config,
  terminal: Terminal,
): Promise<readonly { name: string; why: string }[]> {
  const checks = config.targets.map(async (target) => {
    try {
      await credentialsOf(target, { env: terminal.env, readFile: (path) => readFile(path, "utf8") })();
      return undefined;
    } catch (error) {
      if (!isAutomationError(error)) throw error;
      return { name: target.name, why: error.message };
    }
  });
  return (await Promise.all(checks)).filter((entry) => entry !== undefined);
}

function missing(without: readonly { name: string; why: string }[]): AutomationError {
  const lines = without.map(({ name, why }) => `targets.${name}: ${why}`);
  return new AutomationError("missing-credentials", lines.join("\n"));
}

/** Decides what the targets are: the real clouds, or one emulator for all. A mixture of both would be a trap. */
async function standIn(
  loaded: LoadedConfig,
  terminal: Terminal,
  mayEmulate: boolean,
): Promise<Emulated | null> {
  const { config, path } = loaded;
  if (path === null) {
    if (mayEmulate) return emulate(config, { env: terminal.env });
    throw new AutomationError("invalid-config", `no ${CONFIG_NAME} here; write one with: curfew init`);
  }
  const without = await targetsWithout(config, terminal);
  if (without.length === 0) return null;
  if (mayEmulate && without.length === config.targets.length) return emulate(config, { env: terminal.env });
  throw missing(without);
}

/** The built-in configuration brings secrets of its own, so that a newcomer can sign a webhook to it. */
function withBuiltIn(env: ReadVariable, { path }: LoadedConfig): ReadVariable {
  return path === null ? (name) => env(name) ?? BUILT_IN_SECRETS[name] : env;
}

/** The environment as a command sees it that needs no clouds. */
export function sessionEnv(terminal: Terminal, loaded: LoadedConfig): ReadVariable {
  return withBuiltIn(terminal.env, loaded);
}

interface Opening {
  readonly loaded: LoadedConfig;
  readonly emulated: Emulated | null;
  readonly options: SessionOptions;
}

async function storeOf(terminal: Terminal, { loaded, options }: Opening): Promise<Store> {
  const { store = loaded.config.store, writeLine } = options;
  if (typeof store !== "string") return writeLine ? withJsonLines(store, writeLine) : store;
  return openStore(store, {
    ...{ folder: loaded.folder, config: loaded.config, env: terminal.env },
    logKey: terminal.env("CURFEW_LOG_KEY"),
    ...(writeLine ? { writeLine } : {}),
  });
}

async function compose(terminal: Terminal, { loaded, emulated, options }: Opening): Promise<Session> {
  const store = await storeOf(terminal, { loaded, emulated, options });
  const env = withBuiltIn(emulated?.env ?? terminal.env, loaded);
  const host = composeNode({
    config: emulated?.config ?? loaded.config,
    env,
    readFile: (path) => readFile(path, "utf8"),
    store,
    now: terminal.now,
    // What a plan or a rehearsal only plays is nobody's news.
    ...(options.store !== undefined || options.tells === false ? { messenger: null } : {}),
  });
  const close = async () => {
    await host.close();
    await emulated?.close();
  };
  return { loaded, env, host, emulated, close };
}

/** Opens everything a command needs. Throws an `AutomationError` that names what is missing. */
export async function openSession(terminal: Terminal, options: SessionOptions): Promise<Session> {
  let emulated: Emulated | null = null;
  try {
    const loaded = await loadSessionConfig(terminal, options.config);
    emulated = await standIn(loaded, terminal, options.mayEmulate);
    return await compose(terminal, { loaded, emulated, options });
  } catch (error) {
    // An emulator that is left listening would keep the process from ending, and so might a store.
    await emulated?.close();
    if (typeof options.store === "object") await options.store.close();
    throw error;
  }
}
