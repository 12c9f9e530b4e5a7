import * as z from "zod";
import { RESOURCE_KINDS } from "./resource.ts";
import { VERB_NAMES, type VerbName } from "./verbs.ts";

const VerbEnum = z.enum(VERB_NAMES as [VerbName, ...VerbName[]]);

/** One action on one resource. It is kept in the log whole, so that any later process can go on with it. */
export const Step = z.object({
  /** Digest of verb, resource and business key: the same intention has the same id in every run. */
  id: z.string(),
  /** Position within the plan; steps of a later wave start when those before them on the same chain are done. */
  wave: z.number().int().min(0),
  verb: VerbEnum,
  policy: z.string(),
  /** `target/kind/id`; for a creation `target/kind/+name`. */
  resource: z.string(),
  target: z.string(),
  kind: z.enum(RESOURCE_KINDS),
  name: z.string(),
  owner: z.string().nullable(),
  /** Parameters of the verb without secrets; a password is a reference. */
  parameters: z.record(z.string(), z.unknown()),
  /** Ids of steps that must have succeeded before. */
  after: z.array(z.string()),
  repeat: z.enum(["convergent", "once-only"]),
  /**
   * Its turn comes when every step of the same policy in an earlier group has succeeded, and has stood so for
   * `settleMs`. One number instead of the ids of all those steps, or the groups of a thousand machines would be written
   * down a million times.
   */
  barrier: z.object({ group: z.number().int().min(0), settleMs: z.number().int().min(0) }).optional(),
  /** Sent only while the machine stands so: what cleans up behind a failed order must not take a machine that works. */
  onlyWhile: z.enum(["failed"]).optional(),
});
export type Step = z.infer<typeof Step>;

/** What was last read of the machine before the call went out; `follow` compares with it, never with a clock. */
export const PreState = z.object({
  status: z.string(),
  updatedAtMs: z.number().nullable(),
  imageId: z.string().nullable(),
});
export type PreState = z.infer<typeof PreState>;
