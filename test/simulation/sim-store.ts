import type { Store } from "../../lib/ports/store.ts";
import type { Life } from "./worker-life.ts";

/** A local disk. */
const LATENCY_MS = [0, 6] as const;

/** The one durable store of a world, as one of its processes reaches it: every method is a call that can go wrong. */
export function storeFor(life: Life, disk: Store): Store {
  const call = <A extends readonly unknown[], R>(name: string, method: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => life.call(name, LATENCY_MS, () => method(...args));
  };
  return {
    capabilities: disk.capabilities,
    accept: call("accept", disk.accept),
    append: call("append", disk.append),
    read: call("read", disk.read),
    find: call("find", disk.find),
    openRuns: call("openRuns", disk.openRuns),
    recentActions: call("recentActions", disk.recentActions),
    lastReasons: call("lastReasons", disk.lastReasons),
    verify: disk.verify,
    putHold: call("putHold", disk.putHold),
    listHolds: call("listHolds", disk.listHolds),
    readPause: call("readPause", disk.readPause),
    writePause: call("writePause", disk.writePause),
    close: async () => undefined,
  };
}
