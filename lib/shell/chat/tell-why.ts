import { describeFlip } from "../../core/describe-flip.ts";
import { describeVerdict } from "../../core/describe-verdict.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import { type Explained, type Explanation, explainMachine } from "../explain-machine.ts";
import { askWhich } from "./ask-which.ts";
import { nameMachine, troublesIn } from "./name-machine.ts";
import { type Answer, button, type Talk } from "./talk.ts";
import { lastDeeds, machineLine, pendingOf } from "./tell-machine.ts";

/** A slot at which every policy of a clock is due; it is judged by and never taken in. */
function slotNow(nowMs: number): AutomationEvent {
  const slot = new Date(nowMs).toISOString();
  return {
    ...{ specversion: "1.0", id: "why", source: "clock", type: "schedule.tick", time: slot },
    ...{ trigger: "schedule", data: { slot, since: new Date(0).toISOString() } },
  };
}

function policyLines({ intent, verdict, flip }: Explanation, { texts }: Talk): readonly string[] {
  const { name: policy, mode } = intent.policy;
  const observes = mode === "observe";
  if (!verdict) {
    const why = texts.reason("where-false", `not so: ${intent.policy.where}`);
    return [texts.policyView({ policy, verb: null, observes, why })];
  }
  const verb = verdict.act ? intent.verb : null;
  const why = texts.reason(verdict.reason, describeVerdict(verdict));
  const change = describeFlip(flip);
  return [
    texts.policyView({ policy, verb, observes, why }),
    ...(change === undefined ? [] : [texts.toChange({ change })]),
  ];
}

async function explained(found: Extract<Explained, { kind: "found" }>, talk: Talk): Promise<Answer> {
  const { resource, explanations } = found;
  const { texts } = talk;
  const [pending, deeds] = await Promise.all([pendingOf(resource, talk), lastDeeds(resource, talk)]);
  const views = explanations.flatMap((one) => policyLines(one, talk));
  const names = [resource.ref];
  return {
    ...{ reason: "answered", title: texts.whyTitle({ machine: resource.name }), resource: resource.ref },
    lines: [
      machineLine(resource, talk),
      ...pending.lines,
      ...deeds,
      ...(views.length > 0 ? views : [texts.noPolicy()]),
    ],
    buttons: [button(talk, texts.button.extend, { word: "extend", names, options: { for: "2h" } })],
    facts: {
      machine: resource.ref,
      policies: explanations.map(({ intent, verdict }) => ({
        policy: intent.policy.name,
        act: verdict?.act ?? false,
        reason: verdict?.reason ?? "where-false",
      })),
    },
  };
}

/** `why NAME`: what every policy of a clock makes of one machine right now, and what would turn that round. */
export async function tellWhy(name: string, talk: Talk): Promise<Answer> {
  const found = await nameMachine(talk, name);
  const which = askWhich(name, found, talk);
  if (which) return which;
  const { ports, texts, nowMs } = talk;
  const seen =
    found.named.kind === "one"
      ? await explainMachine(ports, slotNow(nowMs), { name: found.named.resource.ref })
      : undefined;
  if (seen?.kind === "found") return explained(seen, talk);
  const lines = [texts.unreadable({ lists: troublesIn(found.inventories) })];
  return { reason: "target-failed", title: texts.nothingKnown({ machine: name }), lines };
}
