import { type ReadVariable, resolveReference } from "../../compose/references.ts";
import { isBucketStore } from "../../compose/store-place.ts";
import { storePath } from "../open-log.ts";
import type { LoadedConfig } from "../open-session.ts";
import { checkBucket } from "./check-bucket.ts";
import { checkStore } from "./check-store.ts";
import { type Finding, problem, warning, wordsOf } from "./finding.ts";
import type { Deployment } from "./read-deployment.ts";
import type { Check } from "./run-checks.ts";

/** What tells which store counts. */
export interface StoreCheckParts {
  readonly loaded: LoadedConfig;
  /** What is deployed, when that is looked at; its bucket counts then. */
  readonly deployment: Deployment | undefined;
  readonly platform: NodeJS.Platform;
  readonly env: ReadVariable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const MEMORY = warning(
  "store",
  "memory: nothing outlives the process, and no other process sees it",
  "store: sqlite:curfew.db",
);

async function checkDeployed(
  { stack, target }: Deployment,
  { env, now }: StoreCheckParts,
): Promise<readonly Finding[]> {
  const { name, folder } = stack.bucket;
  let bucket: string;
  try {
    bucket = resolveReference(name ?? "", env);
  } catch (error) {
    return [problem("store", wordsOf(error), "set it, or name the bucket in curfew.stack.json")];
  }
  return checkBucket(`obs://${bucket}${folder}`, { config: { targets: [target] }, env, now });
}

async function checkConfigured(parts: StoreCheckParts): Promise<readonly Finding[]> {
  const { loaded, platform, env, now } = parts;
  const { config } = loaded;
  if (isBucketStore(config.store)) return checkBucket(config.store, { config, env, now });
  const path = storePath(loaded);
  return path === undefined ? [MEMORY] : checkStore(path, { platform });
}

/** The check of the store that counts: that of the deployed functions when they are looked at, else the configured one. */
export function storeCheck(parts: StoreCheckParts): Check {
  const { deployment } = parts;
  return {
    subject: "store",
    run: () => (deployment ? checkDeployed(deployment, parts) : checkConfigured(parts)),
  };
}
