import type { Intent } from "../domain/intent.ts";
import type { ResourceKind } from "../domain/resource.ts";
import type { Step } from "../domain/step.ts";
import { isCloudVerb, type VerbName, verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";

/** Where a step stands around the verb that was asked for; a clean-up follows an order that failed. */
type Role = "before" | "main" | "after" | "clean-up";

interface ChainLink {
  readonly verb: VerbName;
  readonly role: Role;
}

/** Verbs that need the machine stopped and leave it running (facts: state rules of the DevServer pages). */
const NEEDS_STOPPED: readonly VerbName[] = ["reinstall-os", "change-os"];

/** Kinds whose documents ask to stop before deleting. */
const STOP_BEFORE_DELETE: readonly ResourceKind[] = ["notebook", "legacy-notebook"];

function linksOf({ intent, resource }: Verdict): readonly ChainLink[] {
  const running = resource?.standing === "running";
  if (!isCloudVerb(intent.verb)) return [];
  const main: ChainLink = { verb: intent.verb, role: "main" };
  const before: readonly ChainLink[] = running ? [{ verb: "stop", role: "before" }] : [];
  if (intent.verb === "delete" && resource && STOP_BEFORE_DELETE.includes(resource.kind))
    return [...before, main];
  if (!NEEDS_STOPPED.includes(intent.verb)) return [main];
  const leave = intent.parameters["leave"] ?? "as-found";
  // The cloud starts the machine after an OS action; one that was off is put back to rest.
  const stopAgain = leave === "stopped" || (leave === "as-found" && !running);
  return [...before, main, ...(stopAgain ? [{ verb: "stop", role: "after" } as const] : [])];
}

/** The verbs that a verdict takes, in their order: a rebuild stops what runs, and stops again what was off. */
export function verbsOfChain(verdict: Verdict): readonly VerbName[] {
  return linksOf(verdict).map((link) => link.verb);
}

/** The id of a step: the same wish on the same resource has the same id in every run. */
export function stepId(
  digest: (text: string) => string,
  parts: {
    readonly verb: VerbName;
    readonly ref: string;
    readonly intent: Pick<Intent, "businessKey">;
    readonly role?: Role;
  },
): string {
  const { verb: name, ref, intent, role = "main" } = parts;
  return digest([name, ref, intent.businessKey, role].join("\n")).slice(0, 24);
}

/** Turns a verdict to act into its steps, each waiting for the one before it, and all of them for their group's turn. */
export function chainOf(
  verdict: Verdict,
  digest: (text: string) => string,
  barrier: Step["barrier"] | null = null,
): readonly Step[] {
  const { intent, resource, ref } = verdict;
  if (!resource) return [];
  const steps: Step[] = [];
  for (const [wave, link] of linksOf(verdict).entries()) {
    const previous = steps.at(-1);
    steps.push({
      id: stepId(digest, { verb: link.verb, ref, intent, role: link.role }),
      wave,
      verb: link.verb,
      policy: intent.policy.name,
      resource: ref,
      target: resource.target,
      kind: resource.kind,
      name: resource.name,
      owner: verdict.owner,
      parameters: link.role === "main" ? { ...intent.parameters } : {},
      after: previous ? [previous.id] : [],
      repeat: verb(link.verb).repeat === "once-only" ? "once-only" : "convergent",
      ...(barrier && { barrier }),
    });
  }
  return steps;
}
