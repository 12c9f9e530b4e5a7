import type { LinkMaker } from "../clients/channels/with-links.ts";
import { AutomationError } from "../domain/errors.ts";
import { LINK_KEY_CHARS_MIN } from "../signing/action-link.ts";
import type { ReadVariable } from "./references.ts";

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-config", `${field}: ${rule}`, { details: { field, rule } });
}

function isUsable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, search, hash, username } = new URL(url);
  const isOpen = protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
  return isOpen && `${search}${hash}${username}` === "";
}

/**
 * Links in warnings: made and taken where `CURFEW_LINK_KEY` and `CURFEW_PUBLIC_URL` are both set; `undefined` where neither
 * is. Throws `invalid-config` for one without the other, a key that could be guessed, or an address that is none.
 */
export function linkMakerOf(env: ReadVariable): LinkMaker | undefined {
  const key = env("CURFEW_LINK_KEY") ?? "";
  const url = (env("CURFEW_PUBLIC_URL") ?? "").replace(/\/+$/, "");
  if (key === "" && url === "") return undefined;
  if (key.length < LINK_KEY_CHARS_MIN) {
    throw invalid("CURFEW_LINK_KEY", `must be at least ${LINK_KEY_CHARS_MIN} random characters`);
  }
  if (isUsable(url)) return { publicUrl: url, key };
  throw invalid("CURFEW_PUBLIC_URL", "must be the https address under which this server is reached");
}
