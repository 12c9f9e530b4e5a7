import { didYouMean } from "../core/nearest-name.ts";
import { STATUS_PHASES, type StatusPhase } from "../domain/status.ts";
import { textOption } from "./option-values.ts";
import { wrongOption } from "./wrong-option.ts";

function phaseOf(word: string): StatusPhase {
  const phase = STATUS_PHASES.find((known) => known === word.toLowerCase());
  if (phase) return phase;
  const guess = didYouMean(word, STATUS_PHASES) ?? "there is no such phase.";
  throw wrongOption("--phase", `${guess} Phases, separated by commas: ${STATUS_PHASES.join(", ")}`, word);
}

/** `--phase a,b`, or `undefined`. Throws `usage` with the nearest name for one that does not exist. */
export function phaseOption(options: Readonly<Record<string, unknown>>): readonly StatusPhase[] | undefined {
  const text = textOption(options, "phase");
  if (text === undefined) return undefined;
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  return [...new Set((words.length > 0 ? words : [text]).map(phaseOf))];
}
