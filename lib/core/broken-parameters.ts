import type { Intent } from "../domain/intent.ts";
import { verb } from "../domain/verbs.ts";
import { tooMuchToShow } from "./approval/too-much-to-show.ts";
import type { Veto } from "./guards/guard.ts";

/** A system is not installed without a way in. The call cannot be built then, and by that time the machine is stopped. */
function hasNoLogin({ verb, parameters }: Intent): boolean {
  if (verb !== "reinstall-os" && verb !== "change-os") return false;
  return parameters["keyPair"] === undefined && parameters["password"] === undefined;
}

/** Checks what an order asks for against the verb table, once per intent, before anything is planned. */
export function brokenParameters(intent: Intent): Veto | undefined {
  if (intent.unread !== undefined) return { reason: "invalid-parameters", text: intent.unread };
  const long = tooMuchToShow(intent);
  if (long) return long;
  const parsed = verb(intent.verb).parameters.safeParse(intent.parameters);
  if (parsed.success && hasNoLogin(intent)) {
    const text = `keyPair: either keyPair or password (a reference) must be given (for ${intent.verb})`;
    return { reason: "invalid-parameters", text };
  }
  if (parsed.success) return undefined;
  const broken = parsed.error.issues.map((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? issue.keys : [];
    // Parameters are flat: a path has one part, and unknown names stand beside each other.
    return `${[...issue.path, ...unknown].join(", ") || "parameters"}: ${issue.message} (for ${intent.verb})`;
  });
  return { reason: "invalid-parameters", text: broken.join("; ") };
}
