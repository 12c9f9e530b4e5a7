import type { AuditWord } from "../domain/audit-words.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../domain/resource.ts";
import { type RequestVerb, verb, verbNamed, type Wish } from "../domain/verbs.ts";
import type { PolicyFile } from "./file-policy.ts";

/** What a policy does: the verb, its parameters, and the word that was written for it. */
export interface WrittenAction {
  readonly word: string;
  readonly verb: Wish;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether parameters were written, so that their place is known. */
  readonly long: boolean;
}

/** The action under `then`; `undefined` when there is none, or not exactly one. */
export function actionOf(file: PolicyFile): WrittenAction | undefined {
  // `[stop, start]`: what is started again follows from what was stopped.
  const word = Array.isArray(file.then) ? "stop" : file.then;
  if (typeof word === "string") {
    const parameters = verb(word).parameters.safeParse({});
    return { word, verb: word, parameters: parameters.data ?? {}, long: false };
  }
  const written = Object.entries(word ?? {}).filter(([, parameters]) => parameters !== undefined);
  const [only, ...others] = written;
  const name = only === undefined ? undefined : verbNamed(only[0]);
  if (!only || !name || others.length > 0) return undefined;
  return { word: only[0], verb: name, parameters: only[1] ?? {}, long: true };
}

/** Verbs that a policy waits for. */
export function requestedVerbs(file: PolicyFile): readonly RequestVerb[] {
  const { request } = file.on;
  if (request === undefined) return [];
  return typeof request === "string" ? [request] : request;
}

/** Audit words that a policy waits for. */
export function auditWords({ on }: Pick<PolicyFile, "on">): readonly AuditWord[] {
  if (on.audit === undefined) return [];
  return typeof on.audit === "string" ? [on.audit] : on.audit;
}

/** Verbs that a policy may carry out. */
export function verbsOf(file: PolicyFile): readonly Wish[] {
  const action = actionOf(file);
  return action ? [action.verb] : requestedVerbs(file);
}

/** Kinds that were written; empty when none were. */
export function writtenKinds(file: PolicyFile): readonly ResourceKind[] {
  if (file.resource === undefined) return [];
  return typeof file.resource === "string" ? [file.resource] : file.resource;
}

/** Kinds that a policy means: as written, or those of its verbs. */
export function kindsOf(file: PolicyFile): readonly ResourceKind[] {
  const written = writtenKinds(file);
  if (written.length > 0) return [...new Set(written)];
  const verbs = verbsOf(file);
  return RESOURCE_KINDS.filter((kind) => verbs.some((name) => verb(name).resources.includes(kind)));
}

/** When a machine counts as idle, as written. */
export function idleMsOf(file: PolicyFile): number | null {
  if (file.idle === undefined) return null;
  if (typeof file.idle === "number") return file.idle;
  return typeof file.idle.for === "number" ? file.idle.for : file.idle.for.other;
}
