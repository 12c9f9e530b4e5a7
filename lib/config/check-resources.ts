import { offers } from "../core/facts-needed.ts";
import { kindsOfWord } from "../domain/audit-words.ts";
import { CLOUDS } from "../domain/clouds.ts";
import type { ResourceKind } from "../domain/resource.ts";
import { canDecideIdle } from "../domain/signals-available.ts";
import { verb } from "../domain/verbs.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { TargetFile } from "./file-target.ts";
import { auditWords, kindsOf, requestedVerbs, verbsOf, writtenKinds } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";
import { toTarget } from "./to-target.ts";

type Policy = Named<PolicyFile>;
type Target = Named<TargetFile>;

/** Metrics come up to ten minutes late, and the vendor keeps fine ones for a few days. */
const IDLE_MS_MIN = 10 * 60_000;
const IDLE_MS_MAX = 7 * 86_400_000;

function has(target: Target, kind: ResourceKind): boolean {
  return offers(toTarget(target), kind);
}

/** Whether the policy itself says in which targets it means anything; then what the others lack is no surprise. */
function choosesTarget({ file }: Policy): boolean {
  return /\b(target|cloud)\b/.test(file.where ?? "");
}

function namesOf(targets: readonly Target[]): string {
  return targets.map(({ name, file }) => `${name} (${CLOUDS[file.cloud].title})`).join(", ");
}

function resourcePath({ name, file }: Policy, kind: ResourceKind): ConfigPath {
  const path = ["policies", name, "resource"];
  return Array.isArray(file.resource) ? [...path, file.resource.indexOf(kind)] : path;
}

function checkOffers(policy: Policy, targets: readonly Target[]): readonly Finding[] {
  return writtenKinds(policy.file).flatMap((kind) => {
    const without = targets.filter((target) => !has(target, kind));
    if (without.length === 0) return [];
    const none = without.length === targets.length;
    if (!none && choosesTarget(policy)) return [];
    return [
      {
        path: resourcePath(policy, kind),
        severity: none ? ("error" as const) : ("warning" as const),
        message: none
          ? `no target offers a ${kind}: ${namesOf(without)}`
          : `${namesOf(without)} offers no ${kind}`,
        hint: none ? "choose another kind, or add a target that has it" : "nothing happens there",
      },
    ];
  });
}

/** Verbs that are asked for, when the policy leaves the kinds to them. */
function checkRequestable({ name, file }: Policy, targets: readonly Target[]): readonly Finding[] {
  if (writtenKinds(file).length > 0) return [];
  return requestedVerbs(file).flatMap((word, index) => {
    const kinds = verb(word).resources;
    if (targets.some((target) => kinds.some((kind) => has(target, kind)))) return [];
    const path = ["policies", name, "on", "request"];
    return [
      {
        path: Array.isArray(file.on.request) ? [...path, index] : path,
        message: `no target offers what ${word} is for (${kinds.join(", ")}): ${namesOf(targets)}`,
        hint: "remove it, or add a target that has it",
      },
    ];
  });
}

/** Whether asking the machines themselves would help. */
function mayAsk(kind: ResourceKind, targets: readonly Target[]): boolean {
  return targets.every(({ file }) => canDecideIdle({ cloud: file.cloud, kind }, { jupyter: true }));
}

/** Every time that was written, with its place. */
function idleTimes({ name, file }: Policy): readonly { readonly path: ConfigPath; readonly ms: number }[] {
  const path = ["policies", name, "idle"];
  const { idle } = file;
  if (idle === undefined) return [];
  if (typeof idle === "number") return [{ path, ms: idle }];
  if (typeof idle.for === "number") return [{ path: [...path, "for"], ms: idle.for }];
  return Object.entries(idle.for).map(([key, ms]) => ({ path: [...path, "for", key], ms }));
}

function checkIdle(policy: Policy, targets: readonly Target[]): readonly Finding[] {
  const { idle } = policy.file;
  if (idle === undefined) return [];
  const path = ["policies", policy.name, "idle"];
  const wrong = idleTimes(policy).filter(({ ms }) => ms < IDLE_MS_MIN || ms > IDLE_MS_MAX);
  if (wrong.length > 0) {
    const message = "idle must be 10m to 7d";
    return wrong.map((time) => ({ path: time.path, message, hint: "metrics arrive up to ten minutes late" }));
  }
  const jupyter = typeof idle === "object" && idle.jupyter === true;
  return kindsOf(policy.file).flatMap((kind) => {
    const blind = targets.filter(
      (target) => has(target, kind) && !canDecideIdle({ cloud: target.file.cloud, kind }, { jupyter }),
    );
    if (blind.length === 0 || choosesTarget(policy)) return [];
    return [
      {
        path,
        severity: "warning" as const,
        message: `idle could never decide for a ${kind} in ${namesOf(blind)}: there are no metrics`,
        hint: `use a fixed time there, for example on: { cron: "0 20 * * 1-5" }${mayAsk(kind, blind) ? ", or let them be asked themselves: idle: { for: 2h, jupyter: true }" : ""}`,
      },
    ];
  });
}

function checkPresence({ name, file }: Policy): readonly Finding[] {
  if (file.resource !== undefined || file.on.request !== undefined) return [];
  const takes = [...new Set(verbsOf(file).flatMap((word) => verb(word).resources))];
  return [
    {
      path: ["policies", name],
      part: "key",
      message: "resource is missing: the policy says what, but not to which machines",
      hint: `for example resource: ${takes[0] ?? "notebook"}`,
    },
  ];
}

/** What the audit tells of has to be among the machines that the policy means. */
function checkAudited({ name, file }: Policy): readonly Finding[] {
  const written = writtenKinds(file);
  if (written.length === 0) return [];
  const path = ["policies", name, "on", "audit"];
  return auditWords(file).flatMap((word, index) => {
    const told = kindsOfWord(word);
    if (written.some((kind) => told.includes(kind))) return [];
    return [
      {
        path: Array.isArray(file.on.audit) ? [...path, index] : path,
        message: `${word} tells of a ${told.join(" or ")}, and resource is ${written.join(", ")}`,
        hint: `write resource: ${told[0]}`,
      },
    ];
  });
}

/** Everything about the machines of a policy that a shape cannot say. */
export function checkResources(policy: Policy, sections: Sections): readonly Finding[] {
  // With a target missing, nothing can be said about what all of them offer.
  const targets = sections.targetsComplete ? sections.targets : [];
  return [
    ...checkPresence(policy),
    ...checkAudited(policy),
    ...checkOffers(policy, targets),
    ...(targets.length > 0 ? checkRequestable(policy, targets) : []),
    ...checkIdle(policy, targets),
  ];
}
