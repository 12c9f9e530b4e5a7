import type { AutomationEvent } from "../../domain/event.ts";
import { isPasswordField } from "../../domain/password-fields.ts";
import { verb, type Wish } from "../../domain/verbs.ts";
import type { ValueExpression } from "../value-expression.ts";

/** The name under `with` that is no parameter of the verb: where something is to be created. */
export const TARGET_PARAMETER = "target";

/** What a policy read out of its event. */
export interface ReadParameters {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Name of the target that was read; `null`: none was asked for. */
  readonly target: string | null;
  /** What could not be read, field by field; `null`: everything could. */
  readonly unread: string | null;
}

const NOTHING_READ: ReadParameters = { parameters: {}, target: null, unread: null };

const NO_PASSWORD =
  "no password comes out of an event: let it name a key pair, or fix password: env:NAME under then";

function problemOf(name: string, value: unknown): string | null {
  if (isPasswordField(name)) return NO_PASSWORD;
  return name === TARGET_PARAMETER && typeof value !== "string" ? "must be the name of a target" : null;
}

/**
 * Reads the parameters of a policy's verb out of its event. What cannot be read is told by its field, and the caller
 * refuses all of it: half of what somebody asked for is something else.
 */
export function readParameters(
  { event, verb: wish }: { readonly event: AutomationEvent; readonly verb: Wish },
  expressions: ReadonlyMap<string, ValueExpression>,
): ReadParameters {
  if (expressions.size === 0) return NOTHING_READ;
  const parameters: Record<string, unknown> = {};
  const unread: string[] = [];
  for (const [name, expression] of expressions) {
    const read = expression.read(event.data);
    const problem = read.ok ? problemOf(name, read.value) : `${expression.source}: ${read.why}`;
    if (problem !== null) unread.push(`${name}: ${problem}`);
    else if (read.ok) parameters[name] = read.value;
  }
  const problem = unread.length > 0 ? unread.join("; ") : null;
  if (!verb(wish).creates) return { parameters, target: null, unread: problem };
  const { [TARGET_PARAMETER]: target, ...rest } = parameters;
  return { parameters: rest, target: typeof target === "string" ? target : null, unread: problem };
}
