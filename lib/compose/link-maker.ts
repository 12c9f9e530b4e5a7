import type { LinkMaker } from "../clients/channels/with-links.ts";
import { AutomationError } from "../domain/errors.ts";
import { LINK_KEY_CHARS_MIN } from "../signing/action-link.ts";
import type { ReadVariable } from "./references.ts";

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-config", `${field}: ${rule}`, { details: { field, rule } });
}

/** The address as links begin, without a slash at its end; `null` for one that no link could be made of. */
function usable(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, origin, pathname, search, hash, username, password } = new URL(text);
  const isOpen = protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
  // What is put together again has no `?` or `#` left, behind which a link would be cut off.
  const isPlain = `${search}${hash}${username}${password}` === "";
  return isOpen && isPlain ? `${origin}${pathname}`.replace(/\/+$/, "") : null;
}

/**
 * Links in warnings: made and taken where `CURFEW_LINK_KEY` and `CURFEW_PUBLIC_URL` are both set; `undefined` where neither
 * is. Throws `invalid-config` for one without the other, a key that could be guessed, or an address that is none.
 */
export function linkMakerOf(env: ReadVariable): LinkMaker | undefined {
  const key = env("CURFEW_LINK_KEY") ?? "";
  const given = env("CURFEW_PUBLIC_URL") ?? "";
  if (key === "" && given === "") return undefined;
  if (key.length < LINK_KEY_CHARS_MIN) {
    throw invalid("CURFEW_LINK_KEY", `must be at least ${LINK_KEY_CHARS_MIN} random characters`);
  }
  const publicUrl = usable(given);
  if (publicUrl !== null) return { publicUrl, key };
  throw invalid("CURFEW_PUBLIC_URL", "must be the https address under which this server is reached");
}
