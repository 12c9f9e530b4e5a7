import type { Notice, NoticeAddress } from "../domain/notice.ts";

/** What goes out at once: one message for everything that one address is told in one go. */
export interface OutgoingMessage {
  /** The same for every attempt; receivers know a repetition by it. */
  readonly id: string;
  readonly to: NoticeAddress;
  /** At least one. Several are grouped into one message. */
  readonly notices: readonly Notice[];
}

/**
 * What became of one attempt. `text` says it in one sentence without addresses, tokens or anything else that is secret.
 * `again`: another attempt may help; `retryAfterMs`: not before.
 */
export type Delivered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly again: boolean; readonly retryAfterMs?: number };

/**
 * Brings notices to people and programs. Never rejects: what went wrong is in the answer. One attempt, no repeats, and an
 * answer within a minute: an attempt that takes longer than two counts as dead and is made once more.
 */
export interface Messenger {
  send(message: OutgoingMessage): Promise<Delivered>;
}
