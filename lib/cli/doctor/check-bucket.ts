import { randomUUID } from "node:crypto";
import { type BucketCheck, probeBucket } from "../../clients/objects/probe-bucket.ts";
import { type NodeBucketParts, openNodeBucket } from "../../compose/open-node-bucket.ts";
import { isAutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { createBucketPause } from "../../stores/object/holds-and-pause.ts";
import { type Finding, fine, problem, warning, wordsOf } from "./finding.ts";
import { judgePause } from "./judge-pause.ts";

const WAYS_OUT: Readonly<Record<BucketCheck, string>> = {
  put: "check the bucket's name, region and endpoint, and what its policy grants (curfew permissions); nothing is sent as long as the log cannot be written",
  get: "look for a proxy or a cache between here and the bucket; it must hand bytes through unchanged",
  missing: "look for a proxy or a cache between here and the bucket",
  list: "run curfew doctor again; what late listings lead to stands in docs/stores.md",
  "create-only": "use another bucket or endpoint: this one does not keep two writers apart",
  append: "use another bucket or endpoint: this one does not keep what its kind promises",
  remove: "grant removing objects under the log's prefix; or objects pile up, first of all this probe's",
};

function credentialsMissing(store: string, error: unknown): Finding {
  const text = `${store}: cannot be tried from here: ${wordsOf(error)}`;
  return warning(
    "store",
    text,
    "set CURFEW_STORE_CREDENTIALS=env:PREFIX with a key pair, or ask from inside the function",
  );
}

async function readPause(bucket: Bucket): Promise<Finding> {
  try {
    return judgePause(await createBucketPause(bucket).readPause());
  } catch (error) {
    return problem("pause", wordsOf(error), "a switch that cannot be read stands at paused; mend the bucket");
  }
}

async function examine(store: string, bucket: Bucket): Promise<readonly Finding[]> {
  const found = await probeBucket(bucket, { id: randomUUID().replaceAll("-", "") });
  const passed = found.filter(({ level }) => level === "ok");
  const others = found.flatMap(({ check, level, text }) => {
    if (level === "ok") return [];
    return [(level === "problem" ? problem : warning)(`store, ${check}`, text, WAYS_OUT[check])];
  });
  // Where nothing can be written the probe ended there, and there is nothing more to ask.
  if (passed.length === 0) return others;
  const text = `${store} opens and can be written: ${passed.length} of ${found.length} checks pass`;
  return [fine("store", text), ...others, await readPause(bucket)];
}

/**
 * Whether a log in a bucket can be kept, and whether Curfew is paused in it: writes, reads, lists, appends and removes
 * objects of its own under the log's prefix, and leaves nothing behind where objects can be removed.
 */
export async function checkBucket(store: string, parts: NodeBucketParts): Promise<readonly Finding[]> {
  try {
    const { bucket, close } = openNodeBucket(store, parts);
    try {
      return await examine(store, bucket);
    } finally {
      await close();
    }
  } catch (error) {
    if (isAutomationError(error) && error.code === "missing-credentials") {
      return [credentialsMissing(store, error)];
    }
    return [problem("store", `${store}: ${wordsOf(error)}`, "mend it where the store or its place is named")];
  }
}
