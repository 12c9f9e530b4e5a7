import * as z from "zod";
import { DOCUMENTS } from "./documents.ts";
import { rule, ruleOf } from "./rule.ts";

const SPECIAL = "!@%-_=+[{}]:,./?";

/** The password rule in the words that errors use; the password itself never appears in one. */
const PASSWORD_RULE =
  "8 to 26 characters with at least three of upper case, lower case, digits and special characters " +
  `(${SPECIAL}), not containing root, administrator or their reverse`;

const KINDS: readonly ((character: string) => boolean)[] = [
  (character) => character >= "A" && character <= "Z",
  (character) => character >= "a" && character <= "z",
  (character) => character >= "0" && character <= "9",
  (character) => SPECIAL.includes(character),
];

/**
 * Whether a password obeys the rules of table 2 of "Creating a DevServer Instance" (2025-08-20).
 * "Not the username or its reverse" needs no name: the users are root and Administrator, which may not even be part
 * of it. Those words are looked for in any case, because Administrator is the spelling of the user. Characters outside
 * the four kinds are not forbidden by the text; they merely do not count.
 */
function isPassword(value: string): boolean {
  const characters = [...value];
  if (characters.length < 8 || characters.length > 26) return false;
  if (KINDS.filter((isKind) => characters.some(isKind)).length < 3) return false;
  const lower = value.toLowerCase();
  return !["root", "toor", "administrator", "rotartsinimda"].some((word) => lower.includes(word));
}

/** Password for logging in to a server ("Creating a DevServer Instance", 2025-08-20, table 2). */
export const AdminPass = z.string(rule(PASSWORD_RULE)).refine(isPassword, rule(PASSWORD_RULE));

/** 32 KB before encoding are this many characters of base64. */
const BASE64_MAX = Math.ceil(32_768 / 3) * 4;

function isUserData(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (value.length > BASE64_MAX || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    return false;
  }
  const padding = value.length - value.replace(/=+$/, "").length;
  return (value.length / 4) * 3 - padding <= 32_768;
}

const USER_DATA_RULE = "base64 of at most 32 KB (32,768 bytes before encoding)";

/**
 * Data injected into a server. "Creating a DevServer Instance" (2025-08-20) allows 0 to 2,147,483,647 characters and
 * says nothing of an encoding; "Performing Operations on DevServer Instances in Batches" (2025-11-19) demands base64 of
 * at most 32K. The newer page wins everywhere.
 */
export const UserData = z.custom<string>(isUserData, ruleOf(DOCUMENTS.batchDevServers, USER_DATA_RULE));

interface LoginFields {
  readonly admin_pass?: string | undefined;
  readonly key_pair_name?: string | undefined;
}

/** One way to log in must be named, and only one: `admin_pass` xor `key_pair_name`. */
export function checkOneLogin(value: LoginFields, context: z.core.$RefinementCtx): void {
  if (value.admin_pass !== undefined && value.key_pair_name !== undefined) {
    addIssue(context, "admin_pass", "admin_pass and key_pair_name cannot exist at the same time");
  }
  if (value.admin_pass === undefined && value.key_pair_name === undefined) {
    addIssue(context, "admin_pass", "either admin_pass or key_pair_name must be specified");
  }
}

/**
 * The one place that settles how a supernode is logged in to. The texts of 2025 contradict themselves on one page:
 * `admin_pass` says "supernodes support only key_pair_name", `key_pair_name` says "supernodes do not support this
 * parameter". The create page (2025-08-20) and the SDK (2026-07) say key pairs only; so do we.
 */
export function checkSupernodeLogin(value: LoginFields, context: z.core.$RefinementCtx): void {
  if (value.admin_pass !== undefined) {
    addIssue(context, "admin_pass", "supernodes can be created and changed only using key pairs");
  }
  if (value.key_pair_name === undefined) {
    addIssue(context, "key_pair_name", "mandatory for supernodes: the only way to log in to them");
  }
}

function addIssue(context: z.core.$RefinementCtx, field: string, message: string): void {
  context.addIssue({ code: "custom", path: [field], message });
}
