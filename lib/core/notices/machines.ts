import { parseRef } from "../../domain/resource.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { Step } from "../../domain/step.ts";
import type { VerbName } from "../../domain/verbs.ts";
import { teamOfPerson } from "./addresses.ts";
import { TITLES } from "./team-words.ts";
import type { TellingConfig } from "./told.ts";

/** Machines that a notice names in its title. */
const NAMED_MAX = 3;
/** Lines that a notice has for machines. */
export const MACHINE_LINES_MAX = 20;
/** Machines of which programs are told in `facts`. */
const FACTS_MAX = 50;

/** Cut so that a long text of the log fits into a line. */
const TEXT_MAX = 400;

/** A machine as a notice tells of it. */
export interface ToldMachine {
  /** `target/kind/id`. */
  readonly resource: string;
  readonly name: string;
  readonly owner: string | null;
  readonly team: string | null;
  /** What the log says. */
  readonly text: string;
}

const textIn = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** What people call a machine: its name, else the last part of its reference. */
function nameOf(resource: string, name: unknown): string {
  return textIn(name) ?? parseRef(resource)?.id ?? resource.split("/+").at(-1) ?? resource;
}

/** The machine that an entry is about, with what the plan or the verdict said of it. */
export function machineOf(entry: StatusEntry, config: TellingConfig, planned?: PlannedStep): ToldMachine {
  const resource = entry.resource ?? "";
  const owner = planned?.step.owner ?? textIn(entry.details["owner"]);
  const team = planned?.team ?? textIn(entry.details["team"]) ?? teamOfPerson(owner, config);
  const name = nameOf(resource, planned?.step.name ?? entry.details["name"]);
  return { resource, name, owner, team, text: entry.text.slice(0, TEXT_MAX) };
}

/** A step as its run planned it. */
export interface PlannedStep {
  readonly step: Step;
  readonly team: string | null;
  /** Whether nothing comes after it: only then it is told as done. */
  readonly isLast: boolean;
  /** What its chain is about: a rebuild that stops first and stops again is a rebuild. */
  readonly verb: VerbName;
}

/** The step around which its chain was made. */
function mainOf(step: Step, steps: ReadonlyMap<string, Step>): VerbName {
  let main = step;
  let before = steps.get(step.after[0] ?? "");
  // A chain has three links; a circle in a damaged log ends with the number of its steps.
  for (let links = 0; before && links < steps.size; links += 1) {
    if (before.repeat === "once-only") main = before;
    before = steps.get(before.after[0] ?? "");
  }
  return step.repeat === "once-only" ? step.verb : main.verb;
}

/** The steps that a run has planned, by their ids. */
export function plannedSteps(entries: readonly StatusEntry[]): ReadonlyMap<string, PlannedStep> {
  const steps = new Map<string, Step>();
  const teams = new Map<string, string | null>();
  for (const { phase, details } of entries) {
    const parsed = phase === "planned" ? Step.safeParse(details["step"]) : undefined;
    if (!parsed?.success) continue;
    steps.set(parsed.data.id, parsed.data);
    teams.set(parsed.data.id, textIn(details["team"]));
  }
  const followed = new Set([...steps.values()].flatMap(({ after }) => after));
  return new Map(
    [...steps].map(([id, step]) => {
      const team = teams.get(id) ?? null;
      return [id, { step, team, isLast: !followed.has(id), verb: mainOf(step, steps) }];
    }),
  );
}

/** Names for a title. */
export function titleNames(machines: readonly ToldMachine[]): string {
  const names = machines.slice(0, NAMED_MAX).map(({ name }) => name);
  const rest = machines.length - names.length;
  return rest > 0 ? `${names.join(", ")} ${TITLES.more(rest)}` : names.join(", ");
}

/** A line for each machine, up to a number. */
export function machineLines(
  machines: readonly ToldMachine[],
  line: (machine: ToldMachine) => string = ({ name, text }) => `${name}: ${text}`,
): string[] {
  const lines = machines.slice(0, MACHINE_LINES_MAX).map(line);
  const rest = machines.length - lines.length;
  return rest > 0 ? [...lines, TITLES.more(rest)] : lines;
}

/** Machines as programs read them. */
export function machineFacts(machines: readonly ToldMachine[]) {
  return machines
    .slice(0, FACTS_MAX)
    .map(({ resource, name, owner, team }) => ({ resource, name, owner, team }));
}
