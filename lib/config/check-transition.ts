import { compileExpression, type Expression } from "../core/expression.ts";
import { verb } from "../domain/verbs.ts";
import { schemeOf } from "./check-sources.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { SourceFile } from "./file-target.ts";
import { actionOf } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";
import { isWeakSource } from "./weak-source.ts";

type Policy = Named<PolicyFile>;
type Moved = Readonly<Record<string, unknown>>;

/** A word that no ticketing system has for a status, a label or an action. */
const OTHER = "?";

const LABELLING: readonly Moved[] = [
  { action: OTHER, added: [], removed: [] },
  { action: "labeled", label: OTHER, added: [OTHER], removed: [] },
  { action: "unlabeled", added: [], removed: [OTHER] },
  { action: "update", added: [OTHER], removed: [] },
  { action: "update", added: [], removed: [OTHER] },
];

/**
 * Moves of a ticket that cannot be the one that a policy waits for. What is not said is not known: the state of an issue
 * does not tell which change of it this was, so that nothing but the change itself does.
 */
const OTHER_MOVES: Readonly<Record<string, readonly Moved[]>> = {
  "jira-cloud": [{ status: OTHER, statusId: OTHER, transition: OTHER }],
  github: LABELLING.map((move) => ({ ...move, transition: OTHER })),
  gitlab: LABELLING.map((move) => ({ ...move, transition: OTHER })),
};

/** Of senders whose payload is written by hand: what it calls its state is not known for certain. */
const BY_HAND: readonly Moved[] = [{ status: OTHER, transition: OTHER, action: OTHER }];

const EXAMPLES: Readonly<Record<string, string>> = {
  "jira-cloud": 'event.status == "Approved"',
  github: 'event.action == "labeled" && event.label == "approved"',
  gitlab: '"approved" in event.added',
};

/** Whether some other move would set the policy off as well. A doubt counts: a label may stand there from long ago. */
function meansOthers(when: Expression | null, moves: readonly Moved[]): boolean {
  return moves.some((event) => {
    const result = when?.evaluate({ event });
    return !result?.ok || result.value;
  });
}

function compiledWhen(source: string | undefined): Expression | null | "broken" {
  if (source === undefined) return null;
  const compiled = compileExpression(source, "when");
  return compiled.ok ? compiled.expression : "broken";
}

/** Whether an approver in the ticket counts at all: a sender that does not sign what it says tells of nobody's yes. */
function countsApprover(source: SourceFile, scheme: string): boolean {
  return source.approver !== undefined && !isWeakSource(scheme, secretsOf(source));
}

/** Why it matters which move of the ticket it was; `null`: it does not. */
function stakeOf({ file }: Policy, hasApprover: boolean): string | null {
  const action = actionOf(file);
  if (action && file.approve && hasApprover) return "whoever moves it anywhere counts as having agreed";
  if (!action || verb(action.verb).repeat !== "once-only") return null;
  return `${action.word} cannot be taken back`;
}

function checkPolicy(policy: Policy, sections: Sections, schemes: readonly string[]): readonly Finding[] {
  const { name, file } = policy;
  const source = sections.sources.find((one) => one.name === file.on.ticket);
  if (!source) return [];
  const scheme = schemeOf(source, schemes) ?? "";
  const hasApprover = countsApprover(source.file, scheme);
  const stake = stakeOf(policy, hasApprover);
  const when = compiledWhen(file.on.when);
  if (stake === null || when === "broken") return [];
  const known = OTHER_MOVES[scheme];
  if (!meansOthers(when, known ?? BY_HAND)) return [];
  const isCertain = known !== undefined && file.mode === "enforce";
  const isAskedFirst = file.approve !== undefined && !hasApprover;
  const example = EXAMPLES[scheme] ?? 'event.status == "approved"';
  return [
    {
      path: ["policies", name, "on", ...(file.on.when === undefined ? ["ticket"] : ["when"])],
      severity: isCertain && !isAskedFirst ? "error" : "warning",
      message: `any move of a ticket of ${source.name} sets this off, and ${stake}`,
      hint: `say in when which move is meant, for example ${example} (docs/tickets.md)`,
    },
  ];
}

/**
 * Policies on tickets that do not say which move of a ticket they wait for, where that matters: steps that cannot be taken
 * back, and approvals that the ticket itself tells. That nothing but a move sets off the former holds in any case.
 */
export function checkTransitions(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  return sections.policies.flatMap((policy) => checkPolicy(policy, sections, schemes));
}
