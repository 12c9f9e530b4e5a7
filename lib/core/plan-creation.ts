import { isAutomationError } from "../domain/errors.ts";
import type { Intent } from "../domain/intent.ts";
import { checkRequest } from "../domain/modelarts/check-request.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { Plan, PolicyCount } from "../domain/plan.ts";
import { REASONS } from "../domain/reasons.ts";
import type { Target } from "../domain/target.ts";
import { isCloudVerb, type VerbName, verb } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import { tooMuchToShow } from "./approval/too-much-to-show.ts";
import { offers } from "./facts-needed.ts";
import type { Veto } from "./guards/guard.ts";
import { markedName } from "./order-name.ts";
import type { Rulebook } from "./rulebook.ts";
import { stepId } from "./step-chain.ts";

/** The call that a creation makes; its body is what the verb takes as parameters. */
export const OPERATION_OF: Readonly<Partial<Record<VerbName, OperationName>>> = {
  "create-notebook": "CreateNotebook",
  "create-legacy-notebook": "CreateLegacyNotebook",
  "create-dev-server": "CreateDevServer",
};

function targetFor(intent: Intent, targets: readonly Target[]): Target | Veto {
  const named = intent.target === null ? undefined : targets.find((target) => target.name === intent.target);
  if (named) return named;
  const [only, ...others] = targets;
  if (intent.target === null && only && others.length === 0) return only;
  return {
    reason: "invalid-parameters",
    text: `target: one of ${targets.map((target) => target.name).join(", ")} (got ${intent.target ?? "none"})`,
  };
}

/** Stands in for the secret while the request is checked; the real one is looked up when the call is built. */
const PASSWORD_FOR_CHECK = "Placeholder-1";

function checkable({
  password,
  ...body
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return password === undefined ? body : { ...body, admin_pass: PASSWORD_FOR_CHECK };
}

function brokenRule(
  operation: OperationName,
  target: Target,
  parameters: Readonly<Record<string, unknown>>,
): Veto | undefined {
  const { password } = parameters;
  const isReference = typeof password === "string" && /^env:[A-Z][A-Z0-9_]*$/.test(password);
  const inClear = password !== undefined && !isReference;
  if (inClear || "admin_pass" in parameters) {
    return {
      reason: "invalid-parameters",
      text: "password: a reference such as env:SERVER_PASSWORD, never the password itself",
    };
  }
  const body = checkable(parameters);
  try {
    checkRequest(operation, target.cloud, body);
    return undefined;
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { reason: "invalid-parameters", text: error.message };
  }
}

/** Who asked, whose machine it will be. */
function askerOf({ event, byChat = false }: Intent, rulebook: Rulebook): string | null {
  return event.type === "action.request" && !byChat
    ? (event.data.by ?? null)
    : rulebook.access.identity(event).person || null;
}

function verdictOf(
  intent: Intent,
  ref: string,
  { act, owner, ...veto }: Veto & Pick<Verdict, "act" | "owner">,
): Verdict {
  return {
    intent,
    ref,
    resource: null,
    owner,
    team: null,
    act,
    reason: veto.reason,
    text: veto.text,
    evidence: [],
    savesPerHour: null,
  };
}

function count(verdict: Verdict, observed: boolean): PolicyCount {
  return {
    policy: verdict.intent.policy.name,
    act: verdict.act && !observed ? 1 : 0,
    observe: verdict.act && observed ? 1 : 0,
    skip: verdict.act ? 0 : 1,
    notMeant: 0,
    reasons: verdict.act ? {} : { [verdict.reason]: 1 },
  };
}

function planOf(verdict: Verdict, steps: Plan["steps"]): Plan {
  const observed = verdict.act && verdict.intent.policy.mode === "observe";
  return {
    steps: observed ? [] : steps,
    acted: verdict.act && !observed ? [verdict] : [],
    observed: observed ? [verdict] : [],
    skipped: verdict.act ? [] : [verdict],
    counts: [count(verdict, observed)],
  };
}

/** What somebody may not order, in the words of whoever refused it. */
export function refusedCreation(intent: Intent, rulebook: Rulebook, veto: Veto): Plan {
  const { target, kinds, parameters } = intent;
  const ref = `${target ?? "?"}/${kinds[0] ?? "?"}/+${String(parameters["name"] ?? "")}`;
  return planOf(verdictOf(intent, ref, { ...veto, act: false, owner: askerOf(intent, rulebook) }), []);
}

/** What speaks against an order before anything is known of where it goes. */
function unfitOrder(intent: Intent): Veto | undefined {
  const { unread } = intent;
  return unread === undefined ? tooMuchToShow(intent) : { reason: "invalid-parameters", text: unread };
}

/** Plans one order. The request is checked against its document here, so that nothing wrong is ever sent. */
export function planCreation(intent: Intent, rulebook: Rulebook): Plan {
  const { verb: wish } = intent;
  const operation = isCloudVerb(wish) ? OPERATION_OF[wish] : undefined;
  const kind = intent.kinds[0] ?? verb(intent.verb).resources[0];
  const target = targetFor(intent, rulebook.config.targets);
  const name = String(intent.parameters["name"] ?? "");
  const place = "reason" in target ? (intent.target ?? "?") : target.name;
  const ref = `${place}/${kind}/+${name}`;
  const owner = askerOf(intent, rulebook);
  const refuse = (veto: Veto): Plan => planOf(verdictOf(intent, ref, { ...veto, act: false, owner }), []);
  if (!isCloudVerb(wish) || !operation || !kind)
    return refuse({ reason: "not-supported", text: `nothing can be created by ${intent.verb}` });
  const unfit = unfitOrder(intent);
  if (unfit) return refuse(unfit);
  if ("reason" in target) return refuse(target);
  if (!offers(target, kind))
    return refuse({ reason: "not-supported", text: `${target.cloud} offers no ${kind}` });
  if (!rulebook.config.allow.includes(wish)) {
    return refuse({
      reason: "not-allowed",
      text: `add ${intent.verb} to allow: in the config if it may ever be sent`,
    });
  }
  const id = stepId(rulebook.digest, { verb: wish, ref, intent });
  const parameters = { ...intent.parameters, name: markedName(intent.parameters, id) };
  const broken = brokenRule(operation, target, parameters);
  if (broken) return refuse(broken);
  const asked = { act: true, owner, reason: "requested", text: REASONS.requested } as const;
  const verdict = verdictOf(intent, ref, asked);
  return planOf(verdict, [
    {
      id,
      wave: 0,
      verb: wish,
      policy: intent.policy.name,
      resource: ref,
      target: target.name,
      kind,
      name: parameters.name,
      owner: verdict.owner,
      parameters,
      after: [],
      repeat: "once-only",
    },
  ]);
}
