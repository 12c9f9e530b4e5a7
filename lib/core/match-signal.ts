import { type AuditWord, auditMeaning } from "../domain/audit-words.ts";
import type { Alarm, AuditTrace, AutomationEvent } from "../domain/event.ts";
import type { On, Policy } from "../domain/policy.ts";
import type { Reason } from "../domain/reasons.ts";
import { isLike } from "./name-pattern.ts";

/** Whether a policy means a signal; a reason where it would, if the signal did not call for leaving everything alone. */
export type SignalMatch = boolean | { readonly reason: Reason; readonly text: string };

type OnOf<K extends On["kind"]> = Extract<On, { kind: K }>;

/** An alarm that is over calls for nothing: what it said when it was raised has been judged then. */
export function matchAlarm(on: OnOf<"alarm">, alarm: Alarm): SignalMatch {
  if (!isLike(on.name, alarm.name)) return false;
  return alarm.status === "alarm" || { reason: "alarm-over", text: `${alarm.name} is ok again` };
}

/** Why what a trace tells of has not happened; `undefined` when it has. */
function failureOf({ code, rating }: AuditTrace): string | undefined {
  if (code !== undefined && code >= 400) return `the cloud answered ${code}`;
  return rating === "warning" || rating === "incident" ? `it is rated ${rating}` : undefined;
}

/** What the cloud refused changed nothing, and neither does its trace. */
export function matchAudit(on: OnOf<"audit">, trace: AuditTrace): SignalMatch {
  const words = auditMeaning(trace)?.words ?? [];
  if (!words.some((word) => on.words.includes(word))) return false;
  const failure = failureOf(trace);
  if (failure !== undefined) return { reason: "trace-failed", text: `${trace.traceName}: ${failure}` };
  if ((trace.resourceId ?? trace.resourceName) !== undefined) return true;
  return { reason: "not-found", text: `${trace.traceName}: the trace names no machine` };
}

/** The words for which a policy is after an audit trace; none for any other event. */
export function wordsMeant({ on }: Pick<Policy, "on">, event: AutomationEvent): readonly AuditWord[] {
  if (on.kind !== "audit" || event.type !== "audit.recorded") return [];
  return (auditMeaning(event.data)?.words ?? []).filter((word) => on.words.includes(word));
}

/** Whether nobody wished for anything: the cloud told of something by itself. */
export function isSignal({ type }: AutomationEvent): boolean {
  return type === "alarm.raised" || type === "audit.recorded";
}
