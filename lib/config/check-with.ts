import { didYouMean } from "../core/nearest-name.ts";
import { TARGET_PARAMETER } from "../core/ticket/read-parameters.ts";
import { compileValue } from "../core/value-expression.ts";
import { isPasswordField } from "../domain/password-fields.ts";
import { NOTHING, verb, type Wish } from "../domain/verbs.ts";
import { formOf, type OnForm } from "./check-on.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { actionOf, type WrittenAction } from "./policy-parts.ts";
import type { Named } from "./sections.ts";
import { parameterNames } from "./verb-parameters.ts";

type Policy = Named<PolicyFile>;

/** Events that bring more than is known of them here. */
const BRINGING: readonly OnForm[] = ["ticket", "webhook", "chat"];

/** What is wrong with an expression that reads a value, at its place. */
export function checkValue(source: string, path: ConfigPath): readonly Finding[] {
  const compiled = compileValue(source);
  if (compiled.ok) return [];
  const { message, column, hint } = compiled;
  const sentence = /^(is|does|ends|cannot) /.test(message) ? `the expression ${message}` : message;
  return [{ path, offset: column - 1, message: sentence, hint }];
}

/** Names that `with` may use, for a verb. */
function namesFor(name: Wish): readonly string[] | null {
  const names = parameterNames(name)?.filter((parameter) => !isPasswordField(parameter));
  if (names === undefined) return null;
  return verb(name).creates ? [TARGET_PARAMETER, ...names] : names;
}

function checkName(parameter: string, name: Wish, path: ConfigPath): readonly Finding[] {
  if (isPasswordField(parameter)) {
    const hint = "read the name of a key pair, or fix password: env:NAME under then";
    return [{ path, part: "key", message: "no password travels in a ticket", hint }];
  }
  const names = namesFor(name);
  if (names === null || names.includes(parameter)) return [];
  return [
    {
      path,
      part: "key",
      message: `${parameter} is no parameter of ${name}`,
      hint: didYouMean(parameter, names) ?? (names.length > 0 ? `it takes ${names.join(", ")}` : "remove it"),
    },
  ];
}

function checkRead(policy: Policy, action: WrittenAction): readonly Finding[] {
  const read = Object.entries(policy.file.with ?? {});
  return read.flatMap(([parameter, source]) => {
    const path = ["policies", policy.name, "with", parameter];
    return [...checkName(parameter, action.verb, path), ...checkValue(source, path)];
  });
}

/** What is neither fixed nor read, or fixed in a form that the verb does not take. */
function checkFixed({ name, file }: Policy, action: WrittenAction): readonly Finding[] {
  // What a creation takes is known whole only with the cloud that it is for.
  if (verb(action.verb).creates) return [];
  const read = Object.keys(file.with ?? {});
  const form = formOf(file.on);
  const reads = form !== undefined && BRINGING.includes(form);
  const parsed = verb(action.verb).parameters.safeParse(action.parameters);
  const path: ConfigPath = ["policies", name, "then", ...(action.long ? [action.word] : [])];
  const part = action.long ? "key" : "value";
  return (parsed.error?.issues ?? []).flatMap(({ path: [field], message }): readonly Finding[] => {
    const isRead = field === undefined ? read.length > 0 : read.includes(String(field));
    if (isRead) return [];
    if (field === undefined) return [{ path, part, message, hint: null }];
    const key = String(field);
    const hint = reads
      ? `fix it under then, or read it out of the event: with: { ${key}: event.${key} }`
      : null;
    const place: Pick<Finding, "path" | "part"> = action.long
      ? { path: [...path, key], part: "key" }
      : { path, part };
    return [{ ...place, message: `${key} is missing`, hint }];
  });
}

/** What is said twice: one of them would never count. `written` are the keys under the verb of `then`. */
function checkTwice({ name, file }: Policy, written: readonly string[]): readonly Finding[] {
  const twice = Object.keys(file.with ?? {}).filter((parameter) => written.includes(parameter));
  return twice.map((parameter) => ({
    path: ["policies", name, "with", parameter],
    part: "key" as const,
    message: `${parameter} is fixed under then and read out of the event as well`,
    hint: "keep one of them",
  }));
}

/** Whether nobody but the file can say the parameters. A request brings its own. */
function isWhole(action: WrittenAction, form: OnForm | undefined): boolean {
  return form !== "request" && (action.long || (form !== undefined && BRINGING.includes(form)));
}

/** Everything about `with`, and about what a verb needs that stands neither there nor under `then`. */
export function checkWith(policy: Policy, written: readonly string[]): readonly Finding[] {
  const { file, name } = policy;
  const action = actionOf(file);
  const path: ConfigPath = ["policies", name, "with"];
  const form = formOf(file.on);
  if (file.with === undefined) return action && isWhole(action, form) ? checkFixed(policy, action) : [];
  if (form !== undefined && !BRINGING.includes(form)) {
    const message = `with reads out of tickets, webhooks and chats, and ${form} brings nothing that could be read`;
    return [{ path, part: "key", message, hint: "write the parameters under then" }];
  }
  if (!action || action.verb === NOTHING) {
    return action ? [{ path, part: "key", message: "none takes no parameters", hint: "remove with" }] : [];
  }
  return [...checkRead(policy, action), ...checkFixed(policy, action), ...checkTwice(policy, written)];
}
