import { resolve } from "node:path";
import { AutomationError } from "../domain/errors.ts";
import type { Store } from "../ports/store.ts";
import { withJsonLines } from "../stores/json-lines.ts";
import { createMemoryStore } from "../stores/memory/create-memory-store.ts";
import { createObjectStore } from "../stores/object/create-object-store.ts";
import { openSqliteStore } from "../stores/sqlite/open-sqlite-store.ts";
import { randomIds } from "./ids.ts";
import { type NodeBucketParts, openNodeBucket } from "./open-node-bucket.ts";
import { isBucketStore } from "./store-place.ts";

/** How a store is opened. */
export interface StoreOptions extends NodeBucketParts {
  /** Folder that a relative path starts from: the one of the config. */
  readonly folder: string;
  /** Key of the checkpoints' seals (`CURFEW_LOG_KEY`). */
  readonly logKey: string | undefined;
  /** Takes every entry as one JSON line, after it is durable. */
  readonly writeLine?: (line: string) => void;
}

async function open(store: string, options: StoreOptions): Promise<Store> {
  const { folder, logKey } = options;
  const key = logKey === undefined ? {} : { logKey };
  if (store === "memory") return createMemoryStore(key);
  if (store.startsWith("sqlite:")) {
    const path = store.slice("sqlite:".length);
    return openSqliteStore({ path: resolve(folder, path), ...key });
  }
  if (isBucketStore(store)) {
    const { bucket, close } = openNodeBucket(store, options);
    // Nobody caps the processes of plain Node at one, so what OBS cannot promise is not promised here.
    const opened = createObjectStore({ bucket, nonce: randomIds.call, singleWriter: false, ...key });
    return {
      ...opened,
      close: async () => {
        await opened.close();
        await close();
      },
    };
  }
  const forms = "sqlite:PATH, obs://BUCKET/PREFIX, s3://BUCKET/PREFIX or memory";
  throw new AutomationError("invalid-config", `store: ${forms} (got ${store})`, {
    details: { field: "store" },
  });
}

/** Opens the store that the config names. */
export async function openStore(store: string, options: StoreOptions): Promise<Store> {
  const opened = await open(store, options);
  return options.writeLine ? withJsonLines(opened, options.writeLine) : opened;
}
