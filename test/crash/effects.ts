import * as z from "zod";
import type { StatusEntry } from "../../lib/domain/status.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";

/** One operation on one machine. */
export interface Effect {
  readonly operation: string;
  /** `kind/id`; for a creation `kind/+name`, with or without the mark that Curfew adds to the name. */
  readonly subject: string;
}

/** An effect as the cloud remembers it. */
export interface SeenEffect extends Effect {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const Named = z.object({ name: z.string() });

function subjectsOf({ operation, body, effects }: JournalEntry): readonly string[] {
  if (!operation?.startsWith("Create")) return effects.map(({ resource }) => resource);
  // The id of something new is not known beforehand, its name is.
  const name = Named.safeParse(body).data?.name ?? "?";
  return effects.map(({ resource }) => `${resource.split("/")[0]}/+${name}`);
}

/** What really happened, machine by machine; calls that changed nothing are left out. */
export function effectsIn(journal: readonly JournalEntry[]): readonly SeenEffect[] {
  return journal
    .filter(({ effects, status }) => effects.length > 0 && status < 300)
    .flatMap((call) =>
      subjectsOf(call).map((subject) => ({ at: call.at, operation: call.operation ?? "?", subject })),
    );
}

/** The machine that an entry is about, without its target; an empty text for none. */
export function subjectOf({ resource }: StatusEntry): string {
  return resource?.split("/").slice(1).join("/") ?? "";
}

/** Whether a subject that was seen is the one that was meant: what is made anew carries a mark behind its name. */
export function isSubject(seen: string, meant: string): boolean {
  return seen === meant || (meant.includes("/+") && seen.startsWith(`${meant}-`));
}

/** Whether an effect that was seen is the one that was meant. */
export function isEffect(seen: Effect, meant: Effect): boolean {
  return seen.operation === meant.operation && isSubject(seen.subject, meant.subject);
}
