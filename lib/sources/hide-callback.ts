import type { ReplyHandle } from "../domain/reply-handle.ts";
import type { JsonObject } from "./json-path.ts";
import type { Delivery } from "./parser.ts";

const FIELD = "callback_url";

/** As much of an address as can be sealed; one that is longer is called by nobody. */
const ADDRESS_CHARS_MAX = 4_096;

/** Stands where a source has no secret to hide an address with; it could not sign what it sends there either. */
export const CALLBACK_REMOVED = "[removed: this source has no secret of its own to hide it with]";

/** Stands for what is no text: nobody calls it, and it may hold the same key. */
const CALLBACK_NO_TEXT = "[removed: an address is text]";

/**
 * The same data with the address for its result sealed: it may hold a key, and an event is written into the log. Whether
 * it may be called is found out when it is.
 */
export function hideCallback(data: JsonObject, seal: NonNullable<Delivery["seal"]>): JsonObject {
  const address = data[FIELD];
  if (address === undefined || address === null || address === "") return data;
  if (typeof address !== "string") return { ...data, [FIELD]: CALLBACK_NO_TEXT };
  const callbackUrl = address.slice(0, ADDRESS_CHARS_MAX);
  const handle: ReplyHandle = { platform: "webhook", expiresMs: null, parts: { callbackUrl } };
  return { ...data, [FIELD]: seal(handle) ?? CALLBACK_REMOVED };
}
