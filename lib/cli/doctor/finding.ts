import { isAutomationError } from "../../domain/errors.ts";

/** How bad it is: a problem keeps something from working, a warning is for a person to weigh. */
export type FindingLevel = "ok" | "warning" | "problem";

/** What one check found. */
export interface Finding {
  /** What was looked at: `target prod`, `store`, `source jira`. */
  readonly subject: string;
  readonly level: FindingLevel;
  /** What is so, in words that follow the subject. Never a secret. */
  readonly text: string;
  /** What to do about it; `null` when all is well. */
  readonly wayOut: string | null;
}

/** All is well. */
export function fine(subject: string, text: string): Finding {
  return { subject, level: "ok", text, wayOut: null };
}

/** Something to weigh. */
export function warning(subject: string, text: string, wayOut: string): Finding {
  return { subject, level: "warning", text, wayOut };
}

/** Something that does not work. */
export function problem(subject: string, text: string, wayOut: string): Finding {
  return { subject, level: "problem", text, wayOut };
}

/** The words of an error. One that is not ours is named by its message alone: a stack helps nobody here. */
export function wordsOf(error: unknown): string {
  if (isAutomationError(error) || error instanceof Error) return error.message;
  return String(error);
}
