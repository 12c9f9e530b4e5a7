import * as z from "zod";
import { CHAT_WORDS } from "./chat.ts";
import { LOCAL_VERB_NAMES, VERB_NAMES } from "./verbs.ts";

/** What a rule can be about: verbs of the table, and words that only ask or steer; `*` for everything. */
export const ACCESS_WORDS = [...new Set([...VERB_NAMES, ...LOCAL_VERB_NAMES, ...CHAT_WORDS, "*"])] as const;

/**
 * One rule on who may do what: identity × verb × condition on the machine × hours. A rule with `never` stands above
 * every rule with `may`; what no rule speaks of is denied, except for what only reads.
 */
export const AccessRule = z.object({
  /** Ids of users as the source proves them, `team:NAME`, `owner` (of that very machine) or `*`. */
  who: z.array(z.string().min(1).max(256)).min(1),
  effect: z.enum(["may", "never"]),
  verbs: z.array(z.string()).min(1),
  /** CEL over the machine, as in a policy; `null`: every machine. */
  where: z.string().nullable(),
  /** Weekly hours in which the rule speaks, as a policy's `within`; `null`: always. */
  during: z.string().nullable(),
  /** IANA zone of `during`. */
  zone: z.string(),
});
export type AccessRule = z.infer<typeof AccessRule>;
