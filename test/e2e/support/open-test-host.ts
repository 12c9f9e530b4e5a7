import type { ClientLimits } from "../../../lib/clients/signed-client.ts";
import { composeNode, type NodeHost } from "../../../lib/compose/node.ts";
import { type ResolvedSource, resolveSources } from "../../../lib/compose/webhook-sources.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { TEST_ENV } from "./emulated-cloud.ts";

/** A host as `serve` puts it together, and what it was made from. */
export interface TestHost {
  readonly host: NodeHost;
  readonly config: Config;
  readonly sources: readonly ResolvedSource[];
}

export interface TestHostOptions {
  /** Text of curfew.yaml. */
  readonly yaml: string;
  readonly store: Store;
  readonly now: () => number;
  /** Looked up at each question, so that a test may change it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: ClientLimits;
  /** Text of the price file, where the config names one. */
  readonly prices?: string;
}

/** Pauses between repeated reads are what a test would wait for; everything else is as in production. */
const LIMITS: ClientLimits = { backoffMs: 1, timeoutMs: 5_000 };

/** Loads the configuration the way the command line does and puts the plain Node host together. */
export async function openTestHost(options: TestHostOptions): Promise<TestHost> {
  const loaded = await loadConfig({
    text: options.yaml,
    path: "curfew.yaml",
    readFile: () => Promise.resolve(options.prices ?? ""),
    schemes: SCHEMES.map(({ id }) => id),
  });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  const env = (name: string) => options.env?.[name] ?? TEST_ENV[name];
  const host = composeNode({
    config: loaded.config,
    env,
    readFile: () => Promise.reject(new Error("no file is read in this test")),
    store: options.store,
    now: options.now,
    limits: { ...LIMITS, ...options.limits },
  });
  return { host, config: loaded.config, sources: resolveSources(loaded.config, env) };
}
