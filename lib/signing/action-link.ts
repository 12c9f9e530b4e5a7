import { createHmac } from "node:crypto";
import { type ActionLink, ActionLinkPayload } from "../domain/action-link.ts";
import { equalInConstantTime } from "./webhook-signature.ts";

/** Shortest key: 32 characters of a random text are far beyond guessing. */
export const LINK_KEY_CHARS_MIN = 32;

/** Longest token that is looked at. */
const TOKEN_CHARS_MAX = 1_024;

const seal = (payload: string, key: string) =>
  createHmac("sha256", key).update(`curfew link v1.${payload}`).digest("base64url");

/** The token of a link. Whoever holds it may do what it says, once, until it ends: it goes to those who were warned. */
export function signLink({ resource, for: span, expiresMs, name }: ActionLink, key: string): string {
  const parts = [1, resource, span, expiresMs, ...(name === undefined ? [] : [name])];
  const payload = Buffer.from(JSON.stringify(parts), "utf8").toString("base64url");
  return `${payload}.${seal(payload, key)}`;
}

/** What a token allows; `null` for one that was not made with this key. Whether it has ended is the caller's to say. */
export function readLink(token: string, key: string): ActionLink | null {
  const [payload = "", signature = "", ...rest] = token.slice(0, TOKEN_CHARS_MAX + 1).split(".");
  const fits = equalInConstantTime(signature, seal(payload, key));
  if (!fits || rest.length > 0 || token.length > TOKEN_CHARS_MAX) return null;
  try {
    const read = ActionLinkPayload.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    if (!read.success) return null;
    const [, resource, span, expiresMs, name] = read.data;
    return { resource, for: span, expiresMs, ...(name === undefined ? {} : { name }) };
  } catch {
    return null;
  }
}
