import { addressKey } from "../../../lib/core/notices/addresses.ts";
import type { Delivered, Messenger, OutgoingMessage } from "../../../lib/ports/messenger.ts";

/** A messenger that remembers what it was given. */
export interface FakeMessenger extends Messenger {
  /** Every attempt, in order. */
  readonly attempts: OutgoingMessage[];
  /** What was delivered, as `address: title | title`. */
  readonly told: string[];
  /** Answers by address; what has none is delivered. */
  readonly answers: Map<string, (message: OutgoingMessage) => Delivered | Promise<Delivered>>;
}

export function createFakeMessenger(): FakeMessenger {
  const attempts: OutgoingMessage[] = [];
  const told: string[] = [];
  const answers: FakeMessenger["answers"] = new Map();
  return {
    attempts,
    told,
    answers,
    send: async (message) => {
      attempts.push(message);
      const key = addressKey(message.to);
      const said = (await answers.get(key)?.(message)) ?? { ok: true as const, text: "delivered" };
      if (said.ok) told.push(`${key}: ${message.notices.map(({ title }) => title).join(" | ")}`);
      return said;
    },
  };
}
