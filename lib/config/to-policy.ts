import type { Hours } from "../domain/hours.ts";
import { IdleThresholds, type On, POLICY_DEFAULTS, type Policy } from "../domain/policy.ts";
import { formOf, shareOf } from "./check-on.ts";
import type { HoursFile } from "./file-hours.ts";
import type { PolicyFile } from "./file-policy.ts";
import { approvalOf, channelsOf } from "./people-parts.ts";
import {
  actionOf,
  auditWords,
  idleMsOf,
  kindsOf,
  requestedVerbs,
  type WrittenAction,
} from "./policy-parts.ts";
import type { Named } from "./sections.ts";

/** Who may ask when the policy does not say: the queue. */
const FROM_DEFAULT = ["inbox"];

function toOn(file: PolicyFile): On {
  const { on } = file;
  const { cron = "", zone = "UTC", budget = "", at = 1, ticket = "", webhook = "", alarm = "" } = on;
  const { chat = "" } = on;
  const { every = 60_000, when = null, from = FROM_DEFAULT } = on;
  switch (formOf(on)) {
    case "cron":
      return { kind: "cron", cron: cron.trim(), zone };
    case "budget":
      return { kind: "budget", budget, at: shareOf(at) };
    case "ticket":
      return { kind: "ticket", source: ticket, when };
    case "webhook":
      return { kind: "webhook", source: webhook, when };
    case "chat":
      return { kind: "chat", source: chat, when };
    case "request":
      return { kind: "request", verbs: [...requestedVerbs(file)], from };
    case "alarm":
      return { kind: "alarm", name: alarm, when };
    case "audit":
      return { kind: "audit", words: [...new Set(auditWords(file))], when };
    default:
      return { kind: "every", everyMs: every };
  }
}

function toThresholds({ idle }: PolicyFile): IdleThresholds {
  if (idle === undefined || typeof idle === "number") return IdleThresholds.parse({});
  const { cpu, gpu, npu, network } = idle;
  return IdleThresholds.parse({
    cpuPercent: cpu,
    ...(cpu !== undefined && { cpuWritten: true }),
    gpuPercent: gpu,
    npuPercent: npu,
    networkKbitPerS: network,
  });
}

function toHours({ hours, then }: PolicyFile): Hours | null {
  if (hours === undefined) return null;
  const file: HoursFile = typeof hours === "string" ? { off: hours } : hours;
  const { zone = "UTC" } = file;
  return {
    off: file.off ?? null,
    on: file.on ?? null,
    within: file.within ?? null,
    zones: typeof zone === "string" ? [zone] : zone,
    calendar: file.calendar ?? null,
    minUptimeMs: file.minUptime ?? 0,
    starts: Array.isArray(then),
  };
}

/** What is fixed: of what the event says, not even the default, which nobody has written. */
function fixedParameters({ parameters }: WrittenAction, { with: read = {} }: PolicyFile) {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !Object.hasOwn(read, name)));
}

/** A policy with every default filled in. The file has been checked before. */
export function toPolicy({ name, file }: Named<PolicyFile>): Policy {
  const action = actionOf(file);
  const long = typeof file.idle === "object" ? file.idle : undefined;
  return {
    name,
    on: toOn(file),
    resources: [...kindsOf(file)],
    where: file.where ?? null,
    idleMs: idleMsOf(file),
    idleThresholds: toThresholds(file),
    idleAcceleratedMs: typeof long?.for === "object" ? long.for.accelerated : null,
    graceMs: long?.grace ?? POLICY_DEFAULTS.graceMs,
    jupyter: long?.jupyter ?? false,
    hours: toHours(file),
    warnMs: (file.warn ?? []).toSorted((a, b) => b - a),
    waves: file.waves ? { groups: file.waves.order, settleMs: file.waves.settle } : null,
    respectMs: file.respect,
    scarce: file.scarce,
    action: action ? { verb: action.verb, parameters: fixedParameters(action, file) } : null,
    parametersFrom: { ...file.with },
    approve: approvalOf(file),
    tell: [...channelsOf(file.tell)],
    mode: file.mode,
    cooldownMs: file.cooldown,
  };
}
