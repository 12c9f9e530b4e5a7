import type { Intent } from "../domain/intent.ts";
import { verb } from "../domain/verbs.ts";
import type { Veto } from "./guards/guard.ts";

/** Checks what an order asks for against the verb table, once per intent, before anything is planned. */
export function brokenParameters(intent: Intent): Veto | undefined {
  const parsed = verb(intent.verb).parameters.safeParse(intent.parameters);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys : [];
  const field = [...(issue?.path ?? []), ...unknown].join(".") || "parameters";
  return {
    reason: "invalid-parameters",
    text: `${field}: ${issue?.message ?? "not valid"} (for ${intent.verb})`,
  };
}
