import * as z from "zod";
import type { Cloud } from "./clouds.ts";
import type { AuditTrace } from "./event.ts";
import type { ResourceKind } from "./resource.ts";

/** What a policy can wait for in the audit traces of a cloud: `on: { audit: notebook.started }`. */
export const AUDIT_WORDS = [
  "notebook.started",
  "notebook.created",
  "dev-server.started",
  "dev-server.created",
  "dev-server.bought",
] as const;
export const AuditWord = z.enum(AUDIT_WORDS);
export type AuditWord = z.infer<typeof AuditWord>;

/** What a trace means here. */
export interface AuditMeaning {
  readonly cloud: Cloud;
  /** More than one where the trace alone cannot tell them apart. */
  readonly words: readonly AuditWord[];
}

interface Row extends AuditMeaning {
  readonly resourceType: string;
  readonly traceName: string;
  /** Actions inside the request that mean something else. */
  readonly unless?: readonly string[];
}

/**
 * How the clouds spell it. A purchase has no trace of its own: `createServer` is both, and the machine itself says
 * whether it is paid for by the month or year.
 * Sources: Huawei Cloud "Using CTS to Audit Notebook" and "Using CTS to Audit Lite Server Operations" (2025-08); Open
 * Telekom Cloud ModelArts "Key Operations Recorded by CTS", where one name stands for start and stop.
 */
const ROWS: readonly Row[] = [
  row("huaweicloud", "Notebook", "startNotebook", ["notebook.started"]),
  row("huaweicloud", "Notebook", "createNotebook", ["notebook.created"]),
  row("huaweicloud", "Server", "startServer", ["dev-server.started"]),
  row("huaweicloud", "Server", "createServer", ["dev-server.created", "dev-server.bought"]),
  row("otc", "Notebook", "create_instance", ["notebook.created"]),
  { ...row("otc", "Notebook", "change_instance_status", ["notebook.started"]), unless: ["stop"] },
];

function row(cloud: Cloud, resourceType: string, traceName: string, words: readonly AuditWord[]): Row {
  return { cloud, resourceType, traceName, words };
}

/** The exact text for ModelArts is printed in no page found: `ModelArts` and `MODELARTS` both occur. */
const SERVICE = "modelarts";

const isSame = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();

/** The meaning of a trace, or `undefined` when no policy can wait for it. */
export function auditMeaning(trace: AuditTrace): AuditMeaning | undefined {
  if (!isSame(trace.service, SERVICE)) return undefined;
  const found = ROWS.find(
    ({ resourceType, traceName }) =>
      isSame(resourceType, trace.resourceType) && isSame(traceName, trace.traceName),
  );
  if (!found || (trace.action !== undefined && found.unless?.includes(trace.action.toLowerCase()))) {
    return undefined;
  }
  return { cloud: found.cloud, words: found.words };
}

/** Kinds that a word tells of. The audit calls notebooks of both forms `Notebook`. */
export function kindsOfWord(word: AuditWord): readonly ResourceKind[] {
  return word.startsWith("notebook.") ? ["notebook", "legacy-notebook"] : ["dev-server"];
}
