import { isAutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";

/** What is looked at, in this order. */
export type BucketCheck = "put" | "get" | "missing" | "list" | "create-only" | "append" | "remove";

/** What one check found. `problem`: the bucket does not keep what its kind promises, and must not be trusted with it. */
export interface BucketFinding {
  readonly check: BucketCheck;
  readonly level: "ok" | "warning" | "problem";
  /** What is so, in words. Never a secret. */
  readonly text: string;
}

/** A name with what URLs and XML like to change, and bytes that are no text. */
const ODD_NAME = "a b+c%2F&é.bin";
const BYTES = Uint8Array.of(0, 255, 254, 13, 10, 60, 38, 195, 40, 128);
const OTHER_BYTES = Uint8Array.of(1, 2, 3);

type Verdict = Omit<BucketFinding, "check">;

const ok = (text: string): Verdict => ({ level: "ok", text });
const problem = (text: string): Verdict => ({ level: "problem", text });

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

/** What the probe works with. */
interface Probe {
  readonly bucket: Bucket;
  readonly folder: string;
  readonly key: string;
  readonly appendedKey: string;
}

async function checkPut({ bucket, key }: Probe): Promise<Verdict> {
  await bucket.put(key, BYTES);
  return ok("an object can be written");
}

async function checkGet({ bucket, key }: Probe): Promise<Verdict> {
  return equal(await bucket.get(key), BYTES)
    ? ok("what was written is read, byte for byte")
    : problem("what was just written is not what is read");
}

async function checkMissing({ bucket, folder }: Probe): Promise<Verdict> {
  const found = await bucket.get(`${folder}never-written`);
  return found === undefined
    ? ok("an object that is not there is said not to be there")
    : problem("an object that was never written is read");
}

async function checkList({ bucket, folder, key }: Probe): Promise<Verdict> {
  const { objects } = await bucket.list(folder, { limit: 10 });
  const found = objects.find((object) => object.key === key);
  if (found?.size === BYTES.length) return ok("a listing names the object that was just written");
  if (found) return problem(`a listing gives the object ${found.size} bytes instead of ${BYTES.length}`);
  return bucket.capabilities.freshListings
    ? problem("a listing does not name the object that was just written, although this kind promises it")
    : { level: "warning", text: "a listing does not name the object that was just written; it may be late" };
}

async function checkCreateOnly({ bucket, key }: Probe): Promise<Verdict> {
  if (!bucket.capabilities.createOnly) return ok("not offered by this kind of bucket");
  const { outcome } = await bucket.put(key, OTHER_BYTES, { createOnly: true });
  const isKept = outcome === "exists" && equal(await bucket.get(key), BYTES);
  return isKept
    ? ok("a second writer of the same key is refused")
    : problem("a second writer of the same key is not refused: the condition is ignored in silence");
}

async function checkAppend({ bucket, appendedKey }: Probe): Promise<Verdict> {
  if (!bucket.capabilities.append) return ok("not offered by this bucket");
  const first = await bucket.append(appendedKey, 0, BYTES);
  if (first.outcome !== "written") return problem("a new object cannot be begun by appending");
  const again = await bucket.append(appendedKey, 0, OTHER_BYTES);
  if (again.outcome !== "position") return problem("an append at a wrong position is not refused");
  const second = await bucket.append(appendedKey, first.next, OTHER_BYTES);
  const whole = Uint8Array.of(...BYTES, ...OTHER_BYTES);
  const isWhole = second.outcome === "written" && equal(await bucket.get(appendedKey), whole);
  return isWhole
    ? ok("appends are kept in order, and one at a wrong position is refused")
    : problem("what was appended is not what is read");
}

async function checkRemove({ bucket, key, appendedKey }: Probe): Promise<Verdict> {
  await bucket.remove([key, appendedKey]);
  const left = [await bucket.get(key), await bucket.get(appendedKey)];
  return left.every((bytes) => bytes === undefined)
    ? ok("objects can be removed")
    : problem("a removed object is still read");
}

const CHECKS: readonly (readonly [BucketCheck, (probe: Probe) => Promise<Verdict>])[] = [
  ["put", checkPut],
  ["get", checkGet],
  ["missing", checkMissing],
  ["list", checkList],
  ["create-only", checkCreateOnly],
  ["append", checkAppend],
  ["remove", checkRemove],
];

async function judge(
  check: BucketCheck,
  probe: Probe,
  run: (probe: Probe) => Promise<Verdict>,
): Promise<BucketFinding> {
  try {
    return { check, ...(await run(probe)) };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { check, ...problem(error.message) };
  }
}

/**
 * Tries what a bucket really keeps, in a folder of its own under the bucket's prefix: about a dozen requests, and
 * nothing is left behind if objects can be removed. Failures are findings; when nothing can be written, it ends there.
 * What two simultaneous writers get cannot be found out this way.
 *
 * @param id unique for each probe, letters and digits: two probes at a time must not meet
 */
export async function probeBucket(
  bucket: Bucket,
  { id }: { readonly id: string },
): Promise<readonly BucketFinding[]> {
  const folder = `probe/${id}/`;
  const probe = { bucket, folder, key: `${folder}${ODD_NAME}`, appendedKey: `${folder}appended` };
  const findings: BucketFinding[] = [];
  for (const [check, run] of CHECKS) {
    const finding = await judge(check, probe, run);
    findings.push(finding);
    if (check === "put" && finding.level === "problem") break;
  }
  return findings;
}
