import type { SourceSecret } from "./secret-kinds.ts";

/** A test event to be sent as a source would send it. */
export interface SignOptions {
  readonly body: Uint8Array;
  /** Where senders write a list, each of them signs; elsewhere the first one of its kind. */
  readonly secrets: readonly SourceSecret[];
  readonly now: Date;
  /** For senders that give their deliveries an id. */
  readonly deliveryId: string;
  /** Kind of event, for senders that name it in a header: `issues` for GitHub, `Issue Hook` for GitLab. */
  readonly event?: string;
}

/** A request whose headers satisfy the verifier; their names are in lower case. */
export interface SignedEvent {
  readonly method: "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** What has to stand behind the source's name in the address, for senders that prove themselves by it. */
  readonly pathSecret?: string;
  /** Parameters of the address, for senders that sign there. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
