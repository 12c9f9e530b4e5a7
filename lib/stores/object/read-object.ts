import type * as z from "zod";
import type { Bucket } from "../../ports/bucket.ts";
import { storeFailed } from "../store-failed.ts";

/** Objects that are read or written at the same time. */
export const AT_ONCE = 16;

/**
 * Reads a JSON object; `undefined` when there is none.
 *
 * @throws AutomationError `store-failed` for one that is not what it should be
 */
export async function readObject<T>(
  bucket: Bucket,
  key: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const bytes = await bucket.get(key);
  return bytes && parseObject(key, bytes, schema);
}

/** The object that bytes hold. */
export function parseObject<T>(key: string, bytes: Uint8Array, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw storeFailed(`the object ${key} cannot be read: it is not what this version of Curfew writes`, {
      cause,
    });
  }
}

/** Does something with each of many, a few at a time, in any order; answers in the order given. */
export async function eachOf<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return answers;
}

/** Every key with a prefix, behind `after`, at most `limit`. */
export async function keysOf(
  bucket: Bucket,
  prefix: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly string[]> {
  const keys: string[] = [];
  let last = after;
  for (let pages = 0; keys.length < limit && pages <= limit; pages += 1) {
    const page = await bucket.list(prefix, {
      limit: Math.min(1_000, limit - keys.length),
      ...(last === undefined ? {} : { after: last }),
    });
    keys.push(...page.objects.map(({ key }) => key));
    last = keys.at(-1);
    if (!page.more) break;
  }
  return keys;
}
