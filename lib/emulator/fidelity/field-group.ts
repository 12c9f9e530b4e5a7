/** Where a behaviour is taken from. */
export type Mark = "documented" | "observed" | "inferred";

/** Some fields of one call, or one rule about it. */
export interface FieldGroup {
  readonly fields: string;
  readonly mark: Mark;
  /** What the emulator does about it. */
  readonly behaviour: string;
}

/** Writes a {@link FieldGroup} in one line. */
export function group(fields: string, mark: Mark, behaviour: string): FieldGroup {
  return { fields, mark, behaviour };
}
