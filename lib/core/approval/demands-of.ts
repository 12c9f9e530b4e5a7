import { CONFIRM_WITHIN_MS, type Demand } from "../../domain/approval.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Step } from "../../domain/step.ts";
import { CHAT_POLICY } from "../match-policies.ts";

function contributing(steps: readonly Step[], policies: readonly Policy[]): readonly Policy[] {
  const names = new Set(steps.map(({ policy }) => policy));
  return policies.filter(({ name, approve }) => approve !== null && names.has(name));
}

/** What may happen only once and was said in a chat, where a slip of the tongue is a message away. */
function toConfirm(steps: readonly Step[], { type }: AutomationEvent): Step | undefined {
  const inChat = ({ policy }: Step) => type === "chat.message" || policy === CHAT_POLICY;
  return steps.find((step) => step.repeat === "once-only" && inChat(step));
}

/**
 * What a plan needs before anything of it is sent: an approval for each policy that demands one and has steps in it, and
 * the requester's own confirmation of what may happen only once and was asked for in a chat. Nothing, for most plans.
 */
export function demandsOf(
  steps: readonly Step[],
  policies: readonly Policy[],
  event: AutomationEvent,
): readonly Demand[] {
  const approvals = contributing(steps, policies).flatMap(({ name, approve }): readonly Demand[] =>
    approve ? [{ kind: "approval", policy: name, by: approve.by, from: [...approve.from] }] : [],
  );
  const once = toConfirm(steps, event);
  if (!once) return approvals;
  return [...approvals, { kind: "confirmation", policy: once.policy, by: 1, from: [] }];
}

/** How long such a plan is asked for: the shortest time that one of its policies gives. Milliseconds. */
export function askLifeMs(demands: readonly Demand[], policies: readonly Policy[]): number {
  const named = new Set(demands.filter(({ kind }) => kind === "approval").map(({ policy }) => policy));
  const spans = policies.flatMap(({ name, approve }) =>
    approve && named.has(name) ? [approve.withinMs] : [],
  );
  return spans.length > 0 ? Math.min(...spans) : CONFIRM_WITHIN_MS;
}
