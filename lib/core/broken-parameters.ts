import type { Intent } from "../domain/intent.ts";
import { verb } from "../domain/verbs.ts";
import type { Veto } from "./guards/guard.ts";

/** Checks what an order asks for against the verb table, once per intent, before anything is planned. */
export function brokenParameters(intent: Intent): Veto | undefined {
  if (intent.unread !== undefined) return { reason: "invalid-parameters", text: intent.unread };
  const parsed = verb(intent.verb).parameters.safeParse(intent.parameters);
  if (parsed.success) return undefined;
  const broken = parsed.error.issues.map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys : [];
    // Parameters are flat: a path has one part, and unknown names stand beside each other.
    return `${[...issue.path, ...unknown].join(", ") || "parameters"}: ${issue.message} (for ${intent.verb})`;
  });
  return { reason: "invalid-parameters", text: broken.join("; ") };
}
