import type { Config } from "../domain/config.ts";
import type { Variable } from "./stack.ts";

/** Names that the environment of a function cannot have, because the platforms demand a letter first. */
const USABLE = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What a function does: checks the signatures of senders, opens the log and sends, or neither. */
export type Role = "checks" | "acts";

/** A variable of the configuration, and for which roles it is read. */
export interface NeededVariable {
  readonly name: string;
  readonly secret: boolean;
  readonly roles: readonly Role[];
}

function referenced(value: unknown): readonly string[] {
  return typeof value === "string" && value.startsWith("env:") ? [value.slice("env:".length)] : [];
}

/** Variables behind `credentials: env:PREFIX`; the two SDK families have names of their own. */
function credentialNames(credentials: string): readonly string[] {
  const [prefix] = referenced(credentials);
  if (prefix === undefined) return [];
  if (prefix === "HUAWEICLOUD_SDK" || prefix === "OTC_SDK") return [`${prefix}_AK`, `${prefix}_SK`];
  return [`${prefix}_ACCESS_KEY`, `${prefix}_SECRET_KEY`];
}

/**
 * Every variable that the configuration refers to, once: senders' secrets for those that check signatures, everything
 * else for those that open the log and send. Sorted by name.
 */
export function variablesOf(config: Config): readonly NeededVariable[] {
  const found = new Map<string, NeededVariable>();
  const add = (names: readonly string[], role: Role, secret = true) => {
    for (const name of names) {
      const before = found.get(name);
      const roles = [...new Set([...(before?.roles ?? []), role])];
      found.set(name, { name, secret: secret || before?.secret === true, roles });
    }
  };
  for (const { project, endpoint, credentials } of config.targets) {
    add([...referenced(project), ...referenced(endpoint)], "acts", false);
    add(credentialNames(credentials), "acts");
  }
  for (const { secrets, byKind } of config.sources) {
    add([...secrets, ...Object.values(byKind).flat()].flatMap(referenced), "checks");
  }
  for (const { action } of config.policies) {
    add(Object.values(action?.parameters ?? {}).flatMap(referenced), "acts");
  }
  add(["CURFEW_LOG_KEY"], "acts");
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first name that a function's environment cannot hold. */
export function unusableName(variables: readonly Variable[]): string | undefined {
  return variables.find(({ name }) => !USABLE.test(name))?.name;
}
