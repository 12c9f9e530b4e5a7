import { TARGET_PARAMETER } from "../core/ticket/read-parameters.ts";
import { isCloudVerb, isLocalVerb, verb, type Wish } from "../domain/verbs.ts";
import { formOf, type OnForm } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { actionOf, requestedVerbs, type WrittenAction, writtenKinds } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

function missingAction({ name, file }: Policy): readonly Finding[] {
  if (file.then === undefined) {
    if (file.on.request !== undefined) return [];
    return [
      {
        path: ["policies", name],
        part: "key",
        message: "then is missing: the policy says when, but not what",
        hint: "for example then: stop",
      },
    ];
  }
  if (actionOf(file)) return [];
  return [
    {
      path: ["policies", name, "then"],
      message: "then must name exactly one verb",
      hint: "make it one policy for each",
    },
  ];
}

function verbPath(policy: Policy, action: WrittenAction | undefined): Finding["path"] {
  const start = ["policies", policy.name];
  if (!action) return [...start, "on", "request"];
  return action.long ? [...start, "then", action.word] : [...start, "then"];
}

/** The place of one verb: a key under `then`, a word there, or an entry of the list of requests. */
function placeOf(policy: Policy, name: Wish): Pick<Finding, "path" | "part"> {
  const action = actionOf(policy.file);
  const path = verbPath(policy, action);
  if (action) return { path, part: action.long ? "key" : "value" };
  const requested: readonly Wish[] = requestedVerbs(policy.file);
  const index = requested.indexOf(name);
  return { path: Array.isArray(policy.file.on.request) ? [...path, index] : path };
}

function checkWall(policy: Policy, name: Wish, sections: Sections): readonly Finding[] {
  if (policy.file.mode !== "enforce" || !isCloudVerb(name)) return [];
  if (!sections.allow || sections.allow.includes(name)) return [];
  return [
    {
      ...placeOf(policy, name),
      message: `${name} is not in allow, so this policy could never act`,
      hint: `write allow: [${[...sections.allow, name].join(", ")}], or mode: observe`,
    },
  ];
}

function checkKinds(policy: Policy, name: Wish): readonly Finding[] {
  const kinds = writtenKinds(policy.file);
  const takes: readonly string[] = verb(name).resources;
  const foreign = kinds.filter((kind) => !takes.includes(kind));
  // Of several verbs that may be requested, each has to find one kind; of a fixed one, every kind has to fit.
  const wrong = actionOf(policy.file)
    ? foreign.length > 0
    : kinds.length > 0 && foreign.length === kinds.length;
  if (!wrong) return [];
  return [
    {
      ...placeOf(policy, name),
      message: `${name} does not apply to ${foreign.join(", ")}`,
      hint: `it applies to ${takes.join(", ")}`,
    },
  ];
}

/** Forms in which somebody asks, once for each time. */
const ASKED: readonly OnForm[] = ["ticket", "webhook", "chat"];

function checkLocal(policy: Policy, name: Wish): readonly Finding[] {
  const { file } = policy;
  const form = formOf(file.on);
  if (!isLocalVerb(name) || actionOf(file) === undefined || form === undefined) return [];
  if (form === "request") {
    const message = `${name} is done as it is asked for, and a policy fixes nothing of it`;
    return [{ ...placeOf(policy, name), message, hint: "remove then" }];
  }
  if (!ASKED.includes(form)) {
    const message = `${name} is an exception that a person makes, and this policy would make it again and again`;
    return [
      {
        ...placeOf(policy, name),
        message,
        hint: `let somebody ask for it: on: { request: ${name} }, or a ticket`,
      },
    ];
  }
  if (file.where !== undefined) return [];
  return [
    {
      ...placeOf(policy, name),
      message: `without where this would ${name} every ${writtenKinds(file).join(" and ") || "machine"}`,
      hint: "name the machine, for example where: id == event.server",
    },
  ];
}

function checkOnceOnly(policy: Policy, name: Wish): readonly Finding[] {
  const { file } = policy;
  const row = verb(name);
  if (row.repeat !== "once-only" || row.creates || file.mode !== "enforce") return [];
  if (file.where !== undefined || file.on.request !== undefined) return [];
  return [
    {
      ...placeOf(policy, name),
      message: `without where this would ${name} every ${writtenKinds(policy.file).join(" and ")}`,
      hint: "name the machine, for example where: id == event.server, or use on: { request: … }",
    },
  ];
}

/** Forms that come round by themselves, without anybody who orders something. */
const REPEATED: readonly OnForm[] = ["every", "cron", "budget", "alarm", "audit"];

function checkOrder(policy: Policy, name: Wish, sections: Sections): readonly Finding[] {
  const { on } = policy.file;
  if (!verb(name).creates || on.request !== undefined) return [];
  const form = formOf(on);
  if (form !== undefined && REPEATED.includes(form)) {
    return [
      {
        ...placeOf(policy, name),
        message: `${name} would order another machine every time`,
        hint: `let somebody ask for it: on: { request: ${name} }`,
      },
    ];
  }
  if (sections.targets.length <= 1 || policy.file.with?.[TARGET_PARAMETER] !== undefined) return [];
  return [
    {
      ...placeOf(policy, name),
      message: `nothing says in which of the ${sections.targets.length} targets ${name} is to be done`,
      hint: `let the event say it, for example with: { ${TARGET_PARAMETER}: event.target }, or a request: on: { request: ${name} }`,
    },
  ];
}

function checkHint(policy: Policy, name: Wish): readonly Finding[] {
  const { on, idle } = policy.file;
  if (formOf(on) !== "alarm" || idle !== undefined || !verb(name).disruptive) return [];
  return [
    {
      path: ["policies", policy.name, "on", "alarm"],
      message: `an alarm is only a hint, and ${name} would rest on its word alone`,
      hint: "say what has to be true as well, for example idle: 2h",
    },
  ];
}

function checkRequested(policy: Policy): readonly Finding[] {
  const action = actionOf(policy.file);
  const requested = requestedVerbs(policy.file);
  if (!action || requested.length === 0) return [];
  if (requested.some((name) => name === action.verb)) return [];
  return [
    {
      ...placeOf(policy, action.verb),
      message: `${requested.join(" or ")} is asked for, but ${action.verb} would be done`,
      hint: "remove then: what is asked for is done",
    },
  ];
}

/** Everything about the verbs of a policy that a shape cannot say. */
export function checkAction(policy: Policy, sections: Sections): readonly Finding[] {
  const action = actionOf(policy.file);
  const verbs = action ? [action.verb] : requestedVerbs(policy.file);
  return [
    ...missingAction(policy),
    ...checkRequested(policy),
    ...verbs.flatMap((name) => [
      ...checkWall(policy, name, sections),
      ...checkKinds(policy, name),
      ...checkLocal(policy, name),
      ...checkOnceOnly(policy, name),
      ...checkOrder(policy, name, sections),
      ...checkHint(policy, name),
    ]),
  ];
}
