import * as z from "zod";
import {
  cloudVerbNamed,
  type Deed,
  LOCAL_VERB_NAMES,
  NOTHING,
  type RequestVerb,
  VERB_ALIASES,
  VERB_NAMES,
  type VerbName,
  verb,
  verbNamed,
} from "../domain/verbs.ts";

/** Every word that a config may use for a verb: the names of the table, and what people call them. */
const VERB_WORDS = [...VERB_NAMES, ...Object.keys(VERB_ALIASES)] as [string, ...string[]];

/** A verb by its name or by what people call it; becomes the name. */
export const VerbWord = z.enum(VERB_WORDS).transform((word): VerbName => cloudVerbNamed(word) ?? "stop");

/** What may be asked for: the same, and the exceptions that people make. */
export const RequestWord = z
  .enum([...VERB_WORDS, ...LOCAL_VERB_NAMES])
  .transform((word): RequestVerb => verbNamed(word) ?? "stop");

/** The same, or `none`: nothing is done, it is only written down. */
export const ThenWord = z
  .enum([...VERB_WORDS, NOTHING])
  .transform((word): Deed => (word === NOTHING ? NOTHING : (cloudVerbNamed(word) ?? "stop")));

const EXAMPLES: Readonly<Partial<Record<VerbName, object>>> = {
  lease: { type: "idle", hours: 2 },
  "reinstall-os": { keyPair: "ops", leave: "as-found" },
  "change-os": { keyPair: "ops", image: "9ad0b2c4-1111-4222-8333-444455556666" },
};

function parametersOf(word: string) {
  const name = cloudVerbNamed(word) ?? "stop";
  const called = word === name ? "" : ` Another word for ${name}.`;
  return verb(name)
    .parameters.optional()
    .meta({ description: `${verb(name).summary}${called}`, examples: [EXAMPLES[name] ?? {}] });
}

/** `{ reinstall-os: { keyPair: ops } }`: exactly one verb with its parameters, checked by the verb table. */
export const VerbWithParameters = z.strictObject(
  Object.fromEntries(VERB_WORDS.map((word) => [word, parametersOf(word)])),
);
