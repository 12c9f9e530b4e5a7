import { claimedObjectsKey } from "./objects-authenticate.ts";
import type { ObjectsCall } from "./objects-call.ts";
import type { ObjectsOperation } from "./objects-fault.ts";
import type { ObjectsState } from "./objects-state.ts";

/**
 * Actions without the service in front ("Object-Related Actions" and "Bucket-Related Actions" of OBS). Whoever may write
 * may append, and whoever may read may ask for the head alone.
 */
const ACTIONS: Readonly<Record<ObjectsOperation, readonly [level: string, action: string]>> = {
  PutObject: ["object", "PutObject"],
  AppendObject: ["object", "PutObject"],
  GetObject: ["object", "GetObject"],
  HeadObject: ["object", "GetObject"],
  DeleteObject: ["object", "DeleteObject"],
  DeleteObjects: ["object", "DeleteObject"],
  ListObjects: ["bucket", "ListBucket"],
};

/** Whether the key of a call has the action of an operation; every key has that nobody has set limits to. */
export function isPermitted(state: ObjectsState, call: ObjectsCall, operation: ObjectsOperation): boolean {
  const accessKey = claimedObjectsKey(call.request);
  const granted = accessKey === null ? undefined : state.permissions[accessKey];
  if (granted === undefined) return true;
  const [level, action] = ACTIONS[operation];
  return granted.includes(state.dialect === "obs" ? `obs:${level}:${action}` : `s3:${action}`);
}
