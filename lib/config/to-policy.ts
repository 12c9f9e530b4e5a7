import { IdleThresholds, type On, type Policy } from "../domain/policy.ts";
import { formOf, shareOf } from "./check-on.ts";
import type { OnFile, PolicyFile } from "./file-policy.ts";
import { actionOf, idleMsOf, kindsOf, requestedVerbs } from "./policy-parts.ts";
import type { Named } from "./sections.ts";

/** Who may ask when the policy does not say: the queue. */
const FROM_DEFAULT = ["inbox"];

function toOn(file: PolicyFile): On {
  const on: OnFile = file.on;
  switch (formOf(on)) {
    case "cron":
      return { kind: "cron", cron: on.cron?.trim() ?? "", zone: on.zone ?? "UTC" };
    case "budget":
      return { kind: "budget", budget: on.budget ?? "", at: shareOf(on.at ?? 1) };
    case "ticket":
      return { kind: "ticket", source: on.ticket ?? "", when: on.when ?? null };
    case "webhook":
      return { kind: "webhook", source: on.webhook ?? "", when: on.when ?? null };
    case "request":
      return { kind: "request", verbs: [...requestedVerbs(file)], from: on.from ?? FROM_DEFAULT };
    default:
      return { kind: "every", everyMs: on.every ?? 60_000 };
  }
}

function toThresholds({ idle }: PolicyFile): IdleThresholds {
  if (idle === undefined || typeof idle === "number") return IdleThresholds.parse({});
  const { cpu, gpu, npu, network } = idle;
  return IdleThresholds.parse({
    cpuPercent: cpu,
    gpuPercent: gpu,
    npuPercent: npu,
    networkKbitPerS: network,
  });
}

/** A policy with every default filled in. The file has been checked before. */
export function toPolicy({ name, file }: Named<PolicyFile>): Policy {
  const action = actionOf(file);
  return {
    name,
    on: toOn(file),
    resources: [...kindsOf(file)],
    where: file.where ?? null,
    idleMs: idleMsOf(file),
    idleThresholds: toThresholds(file),
    action: action ? { verb: action.verb, parameters: { ...action.parameters } } : null,
    mode: file.mode,
    cooldownMs: file.cooldown,
  };
}
