import * as z from "zod";
import {
  cloudVerbNamed,
  ExceptionEnd,
  isCloudVerb,
  LOCAL_VERB_NAMES,
  NOTHING,
  type RequestVerb,
  VERB_ALIASES,
  VERB_NAMES,
  VERBS,
  type VerbName,
  verb,
  verbNamed,
  type Wish,
} from "../domain/verbs.ts";

/** Every word that a config may use for a verb: the names of the table, and what people call them. */
const VERB_WORDS = [...VERB_NAMES, ...Object.keys(VERB_ALIASES)] as [string, ...string[]];

/** A verb by its name or by what people call it; becomes the name. */
export const VerbWord = z.enum(VERB_WORDS).transform((word): VerbName => cloudVerbNamed(word) ?? "stop");

/** What may be asked for: the same, and the exceptions that people make. */
export const RequestWord = z
  .enum([...VERB_WORDS, ...LOCAL_VERB_NAMES])
  .transform((word): RequestVerb => verbNamed(word) ?? "stop");

/** The same, or `none`: nothing is done, it is only written down. Which of them a policy may do is `check-action.ts`'s. */
export const ThenWord = z
  .enum([...VERB_WORDS, ...LOCAL_VERB_NAMES, NOTHING])
  .transform((word): Wish => (word === NOTHING ? NOTHING : (verbNamed(word) ?? "stop")));

const EXAMPLES: Readonly<Partial<Record<RequestVerb, object>>> = {
  hold: { for: "8h" },
  extend: { for: "2h" },
  lease: { type: "idle", hours: 2 },
  "reinstall-os": { keyPair: "ops", leave: "as-found" },
  "change-os": { keyPair: "ops", image: "9ad0b2c4-1111-4222-8333-444455556666" },
};

/**
 * The parameters of a verb of which any may be left out: `with` may read them out of the event. What is missing
 * altogether is told by `check-with.ts`.
 */
function partOf(name: RequestVerb): z.ZodType<Readonly<Record<string, unknown>>> {
  if (name === "hold" || name === "extend") return z.strictObject(ExceptionEnd.shape);
  const schema = isCloudVerb(name) ? VERBS[name].parameters : verb(name).parameters;
  return schema instanceof z.ZodObject ? schema.partial() : schema;
}

function parametersOf(word: string) {
  const name = verbNamed(word) ?? "stop";
  const called = word === name ? "" : ` Another word for ${name}.`;
  return partOf(name)
    .optional()
    .meta({ description: `${verb(name).summary}${called}`, examples: [EXAMPLES[name] ?? {}] });
}

/** `{ reinstall-os: { keyPair: ops } }`: exactly one verb with its parameters, checked by the verb table. */
export const VerbWithParameters = z.strictObject(
  Object.fromEntries([...VERB_WORDS, ...LOCAL_VERB_NAMES].map((word) => [word, parametersOf(word)])),
);
