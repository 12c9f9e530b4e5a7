/**
 * Names under which people and APIs write a password, without case, hyphens, underscores and blanks. A name that only
 * mentions one (`password_policy`, `passport`) is none.
 */
const PASSWORD_NAME =
  /^(?:(?:admin|administrator|root|user|login|initial|new|os|server|machine|temp|temporary)?(?:pass|password|passwd|passphrase|passwort|pwd))$|^密码$/;

/**
 * Names of what opens something or speaks in somebody's name, written in the same way: tokens, keys, and the addresses that
 * chat platforms give out for an answer. A name that only mentions one (`token_count`, `key_pair_name`) is none.
 */
const KEY_NAME =
  /^(?:(?:access|api|auth|bearer|bot|botaccess|id|private|refresh|security|session|x?auth)?token|(?:api|app|client|shared|webhook)?secret|(?:access|api|private|secret|secretaccess)key|authorization|responseurls?|responsecode|sessionwebhook)$/;

/** How a reference is written that is resolved only when a call is built; it tells nobody anything. */
const REFERENCE = /^env:[A-Z][A-Z0-9_]*$/;

/** What stands in the place of a password that somebody sent. */
export const PASSWORD_REMOVED = "[removed: no password travels in an event]";

/** What stands in the place of a key that somebody sent along. */
export const KEY_REMOVED = "[removed: no key travels in an event]";

/** Deepest nesting that is looked into; no sender of ours comes near, and whoever goes deeper is refused. */
export const DATA_DEPTH_MAX = 64;

/** Whether a value nests deeper than is looked into. It stops looking there, so nobody's depth is too much for it. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth >= DATA_DEPTH_MAX || Object.values(value).some((inner) => isTooDeep(inner, depth + 1));
}

const bare = (name: string) => name.toLowerCase().replaceAll(/[-_.\s]/g, "");

type NameKind = "password" | "key" | "other";

function readKind(name: string): NameKind {
  const plain = bare(name);
  if (PASSWORD_NAME.test(plain)) return "password";
  return KEY_NAME.test(plain) ? "key" : "other";
}

/** Names that are remembered: senders use the same few again and again. Longer ones are none of theirs. */
const NAMES_KEPT = 2_048;
const NAME_CHARS_KEPT = 64;
const knownNames = new Map<string, NameKind>();

/** What a field's name says of it. It is asked for every field of every delivery. */
function kindOfName(name: string): NameKind {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const kind = readKind(name);
  if (name.length > NAME_CHARS_KEPT) return kind;
  if (knownNames.size >= NAMES_KEPT) knownNames.clear();
  knownNames.set(name, kind);
  return kind;
}

/** Whether a field of this name holds a password: `admin_pass`, `adminPass`, `Root Password`. */
export function isPasswordField(name: string): boolean {
  return kindOfName(name) === "password";
}

/** Whether a field holds a key: a text, or a list. An object of such a name says something about one, as Azure's does. */
function holdsKey(name: string, value: unknown): boolean {
  // What was taken out already is none any more.
  if (kindOfName(name) !== "key" || value === KEY_REMOVED) return false;
  return typeof value === "string" ? value !== "" && !REFERENCE.test(value) : Array.isArray(value);
}

/** Whether a field holds a password in clear. `password: env:NAME` names one and holds none. */
export function holdsPassword(name: string, value: unknown): boolean {
  if (!isPasswordField(name) || value === null || value === undefined || value === "") return false;
  // What was taken out already is none any more.
  if (value === PASSWORD_REMOVED) return false;
  return !(name === "password" && typeof value === "string" && REFERENCE.test(value));
}

function safe(name: string, value: unknown, depth: number): unknown {
  if (holdsPassword(name, value)) return PASSWORD_REMOVED;
  return holdsKey(name, value) ? KEY_REMOVED : withoutPasswords(value, depth);
}

/**
 * The same value with every password and key taken out, at any depth. It goes by the names of fields: a password that
 * somebody wrote into a sentence cannot be told from the sentence.
 */
export function withoutPasswords<Value>(value: Value, depth = 0): Value {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DATA_DEPTH_MAX) return PASSWORD_REMOVED as Value;
  if (Array.isArray(value)) return value.map((item) => withoutPasswords(item, depth + 1)) as Value;
  const entries = Object.entries(value).map(([name, inner]) => [name, safe(name, inner, depth + 1)]);
  return Object.fromEntries(entries) as Value;
}

/** Whether a field says what must not travel: a password, or a key in clear. */
function isSecret(name: string, value: unknown): boolean {
  return holdsPassword(name, value) || holdsKey(name, value);
}

/**
 * Place of the first password or key in a value, at any depth: `login.admin_pass`, `list.0.password`; `null`: there is none.
 * It looks {@link DATA_DEPTH_MAX} levels deep; whoever asks refuses what goes deeper, see {@link isTooDeep}.
 */
export function secretPlace(value: unknown, depth = 0): string | null {
  if (typeof value !== "object" || value === null || depth >= DATA_DEPTH_MAX) return null;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && isSecret(name, inner)) return name;
    const below = secretPlace(inner, depth + 1);
    if (below !== null) return `${name}.${below}`;
  }
  return null;
}
