import type { ReadVariable } from "../../compose/references.ts";
import { resolveReference } from "../../compose/references.ts";
import { offers } from "../../core/facts-needed.ts";
import { targetForm } from "../../core/trial/target-form.ts";
import type { Fleets } from "../../core/trial/trial-history.ts";
import type { Config } from "../../domain/config.ts";
import { isAutomationError } from "../../domain/errors.ts";
import type { Policy } from "../../domain/policy.ts";
import { digest } from "../../signing/hash-chain.ts";

/** The fleets that a policy means today, or why it cannot be told which they are. */
export type MeantFleets =
  | { readonly ok: true; readonly fleets: Fleets }
  | { readonly ok: false; readonly why: string };

/**
 * Tells the fleets behind the targets that offer what a policy means. A project that is named by a variable which is not
 * set here could be any: then nothing that the log holds can be said to be about it.
 */
export function meantFleets(config: Config, { resources }: Policy, env: ReadVariable): MeantFleets {
  const meant = config.targets.filter((target) => resources.some((kind) => offers(target, kind)));
  const how = { digest, resolve: (reference: string) => resolveReference(reference, env) };
  try {
    return { ok: true, fleets: new Map(meant.map((target) => [target.name, targetForm(target, how)])) };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { ok: false, why: `it cannot be told which project the targets mean: ${error.message}` };
  }
}
