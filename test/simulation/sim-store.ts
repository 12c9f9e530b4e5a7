import { AutomationError } from "../../lib/domain/errors.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { Life } from "./worker-life.ts";

/** A local disk. */
const LATENCY_MS = [0, 6] as const;

/** Bad moments of a disk, and how likely each is at every write. */
export interface StoreRates {
  /** Nothing was written, and the store says so. */
  readonly failBefore: number;
  /** It was written, and the store says that it failed: a full disk at the sync, a broken connection. */
  readonly failAfter: number;
}

/** What goes wrong with a store. */
export interface StoreTrouble {
  strikes(what: keyof StoreRates): boolean;
}

const failure = () => new AutomationError("store-failed", "simulated: the disk did not answer");

/** The one durable store of a world, as one of its processes reaches it: every method is a call that can go wrong. */
export function storeFor(life: Life, disk: Store, trouble: StoreTrouble): Store {
  const call = <A extends readonly unknown[], R>(name: string, method: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => life.call(name, LATENCY_MS, () => method(...args));
  };
  const write = <A extends readonly unknown[], R>(name: string, method: (...args: A) => Promise<R>) =>
    call(name, async (...args: A): Promise<R> => {
      if (trouble.strikes("failBefore")) throw failure();
      const written = await method(...args);
      if (trouble.strikes("failAfter")) throw failure();
      return written;
    });
  const append = write("append", disk.append);
  const announce = write("announce", disk.append);
  return {
    capabilities: disk.capabilities,
    accept: write("accept", disk.accept),
    append: (run, seq, entries, options) =>
      (entries.some(({ phase }) => phase === "submitting") ? announce : append)(run, seq, entries, options),
    read: call("read", disk.read),
    find: call("find", disk.find),
    openRuns: call("openRuns", disk.openRuns),
    recentActions: call("recentActions", disk.recentActions),
    lastVerdicts: call("lastVerdicts", disk.lastVerdicts),
    verify: disk.verify,
    takeLeases: write("takeLeases", disk.takeLeases),
    releaseLeases: write("releaseLeases", disk.releaseLeases),
    archivable: disk.archivable,
    archive: call("archive", disk.archive),
    putHold: write("putHold", disk.putHold),
    listHolds: call("listHolds", disk.listHolds),
    readPause: call("readPause", disk.readPause),
    writePause: call("writePause", disk.writePause),
    close: async () => undefined,
  };
}
