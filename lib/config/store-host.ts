import type { Config } from "../domain/config.ts";
import { type VerbName, verb } from "../domain/verbs.ts";

/** What runs Curfew. */
export const HOSTS = ["node", "functiongraph", "lambda"] as const;
export type Host = (typeof HOSTS)[number];

/** Why a store cannot carry a configuration on a host, and the way out. */
export interface StoreProblem {
  readonly message: string;
  readonly hint: string;
}

/** Verbs that may have one effect at most. */
function onceOnly(verbs: readonly VerbName[]): readonly VerbName[] {
  return verbs.filter((name) => verb(name).repeat === "once-only");
}

/**
 * Whether the store of a configuration can carry its verbs on a host. What may happen only once needs a lock: SQLite has
 * one, S3 has one in conditional writes, OBS has none, and only the cap of one executor on FunctionGraph stands in for it.
 */
export function storeProblem(
  { store, allow }: Pick<Config, "store" | "allow">,
  host: Host,
): StoreProblem | undefined {
  const isBucket = store.startsWith("obs://") || store.startsWith("s3://");
  if (host !== "node" && !isBucket) {
    return {
      message: `a function on ${host} keeps nothing, and ${store} is gone after each call`,
      hint: "obs://BUCKET or s3://BUCKET, or CURFEW_STORE in the deployment, which goes before it",
    };
  }
  const once = onceOnly(allow);
  if (!store.startsWith("obs://") || host === "functiongraph" || once.length === 0) return undefined;
  return {
    message: `OBS has no lock, so on ${host} nobody can promise that ${once.join(", ")} happen only once`,
    hint: "sqlite:PATH or s3://BUCKET, or FunctionGraph with its one executor; or take these verbs out of allow",
  };
}

/** The host that a store is meant for, where nobody says. */
export function hostOf({ store }: Pick<Config, "store">): Host {
  return store.startsWith("obs://") ? "functiongraph" : "node";
}
