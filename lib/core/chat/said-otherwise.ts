import type { Intent } from "../../domain/intent.ts";

/** Longest value that is repeated: somebody typed it. */
const VALUE_CHARACTERS_MAX = 80;

/** How a parameter of the command is written in it; the others stand as `name=value`. */
const WRITTEN: Readonly<Record<string, (value: string) => string>> = {
  keyPair: (value) => `key ${value}`,
  for: (value) => value,
  until: (value) => `until ${value}`,
};

function written(name: string, value: unknown): string {
  const text = String(value).slice(0, VALUE_CHARACTERS_MAX);
  return WRITTEN[name]?.(text) ?? `${name}=${text}`;
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/**
 * Why an order of a chat cannot be carried out as it was said: the policy that it goes by fixes a parameter otherwise.
 * Carried out as the policy has it, it would be another order than the one that was given, and nobody would notice. Only
 * plain values are compared; of those with parts, what comes of them stands in the question to confirm.
 */
export function saidOtherwise({ event, policy, parameters }: Intent): Pick<Intent, "unread"> {
  if (event.type !== "action.request") return {};
  for (const [name, said] of Object.entries(event.data.parameters)) {
    const fixed = parameters[name];
    if (!isPlain(said) || !isPlain(fixed) || said === fixed) continue;
    const [yours, ours] = [written(name, said), written(name, fixed)];
    return {
      unread: `you said ${yours}, but policy ${policy.name} takes ${ours}: say ${ours}, or leave it out`,
    };
  }
  return {};
}
