/**
 * Somebody as a source proved them. `person` is who it is here, as the owner rules name people: what `people` of the
 * source says of the id, else the id itself where it stands so in a team. Two ids of one person are one person.
 */
export interface Identity {
  /** Name of the source in the config; `cli` for the command line of the machine that holds the credentials. */
  readonly source: string;
  /** The platform's id, with its workspace where it has one: `T1/U1`. */
  readonly user: string;
  readonly person: string;
  /** Names of the teams whose `members` contain the person. */
  readonly teams: readonly string[];
}

/** How an identity is written in the log and shown to people: `slack:T1/U1`. */
export function identityText({ source, user }: Pick<Identity, "source" | "user">): string {
  return `${source}:${user}`;
}
