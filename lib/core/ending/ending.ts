/** What makes an exception: a person's hold, their start after our stop, a notebook lease, a calendar, a freeze. */
export const ENDING_KINDS = ["hold", "respect", "lease", "calendar", "freeze"] as const;

/** Something that keeps machines as they are, or policies able to decide, and ends soon. */
export interface Ending {
  readonly kind: (typeof ENDING_KINDS)[number];
  /** Whom it concerns; `null`: everybody, or nobody is known. */
  readonly owner: string | null;
  /** `target/kind/id`, or the file of a calendar; `null` for a freeze. */
  readonly subject: string | null;
  /** The machine as people call it; else what `subject` says. */
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly endsAt: string;
  /** One sentence: what it is, and what follows. */
  readonly text: string;
}
