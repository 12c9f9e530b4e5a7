import { didYouMean } from "../core/nearest-name.ts";
import { parseRef, RESOURCE_KINDS, type ResourceRef } from "../domain/resource.ts";
import type { LogReader } from "../ports/log-reader.ts";
import { namesInLog } from "../shell/machine-names.ts";
import type { Terminal } from "./terminal.ts";
import { wrongOption } from "./wrong-option.ts";

const CANDIDATES_SHOWN_MAX = 5;

const FIND_IT = "find it with: curfew log --resource NAME";

function notAReference(given: string): Error {
  const [, kind = "", id] = given.split("/");
  const guess = id === undefined ? null : didYouMean(kind, RESOURCE_KINDS);
  const rule = `a name or id that the log has seen lately, or target/kind/id with a kind of ${RESOURCE_KINDS.join(", ")}`;
  return wrongOption("MACHINE", `${rule}; ${guess ?? FIND_IT}`, given);
}

function checkTarget(target: string, targets: readonly string[]): void {
  if (targets.includes(target)) return;
  const guess = didYouMean(target, targets) ?? `there is: ${targets.join(", ")}`;
  throw wrongOption(
    "MACHINE",
    `no target of the configuration is called ${JSON.stringify(target)}; ${guess}`,
  );
}

/**
 * The machine that somebody means by a name, an id or a reference, as far as the log knows it: no cloud is asked, so
 * that it works without credentials too. Throws `usage` for what is unknown or means several.
 */
export async function findMachine(
  given: string,
  reader: LogReader,
  { targets, terminal }: { readonly targets: readonly string[]; readonly terminal: Terminal },
): Promise<ResourceRef> {
  const names = await namesInLog(reader);
  const meant = [...names].filter(([ref, name]) => name === given || ref.split("/")[2] === given);
  const [first, ...others] = meant.map(([ref]) => ref);
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const shown = [first, ...others].slice(0, CANDIDATES_SHOWN_MAX).join(", ");
    throw wrongOption("MACHINE", `${meant.length} machines are called so; say which: ${shown}`, given);
  }
  const ref = parseRef(given);
  if (!ref) throw notAReference(given);
  checkTarget(ref.target, targets);
  const own = names.has(given) ? names : await namesInLog(reader, `${ref.target}/${ref.kind}/`);
  if (own.has(given)) return given;
  const [byName, ...more] = [...own].filter(([, name]) => name === ref.id);
  if (byName && more.length === 0) return byName[0];
  terminal.err(`curfew: the log has not seen ${given} lately; this counts only if the id is right`);
  return given;
}
