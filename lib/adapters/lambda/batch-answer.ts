import { AutomationError } from "../../domain/errors.ts";
import type { LambdaMessages } from "./read-records.ts";

/** A message that was not taken in, by its own id, and why. */
export interface LeftMessage {
  readonly id: string;
  readonly why: string;
}

/** What became of a batch. A message in neither list is durable. */
export interface TakenBatch {
  /** Nothing of these was written: have them delivered again. */
  readonly again: readonly LeftMessage[];
  /** Nobody can make anything of these, and delivering them again would not change that; they have been told of. */
  readonly refused: readonly LeftMessage[];
}

/** What SQS reads where the event source mapping has `ReportBatchItemFailures`. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

function comeAgain(text: string): AutomationError {
  return new AutomationError("unavailable", text, { details: { retryable: true } });
}

/**
 * The answer to a batch: what has to come again is named, everything else is taken off the queue, refused messages
 * included. Throws `unavailable`, which brings the whole batch again, where nobody reads a partial answer (SNS) and
 * where a message is left that was not in the batch: an answer without it would lose it. A FIFO queue is answered in the
 * same way: an order is judged by the state of its machine, so nothing rests on the sequence of two of them.
 *
 * @see Lambda Developer Guide, "Handling errors for an SQS event source in Lambda"
 */
export function batchAnswer(
  { messages, itemIds }: LambdaMessages,
  { again }: Pick<TakenBatch, "again">,
): BatchAnswer | undefined {
  const open = new Set(again.map(({ id }) => id));
  const known = new Set(messages.map(({ id }) => id));
  if ([...open].some((id) => !known.has(id))) {
    throw comeAgain("a message was left that is not in the batch: the whole batch has to come again");
  }
  if (itemIds === null) {
    if (open.size === 0) return undefined;
    throw comeAgain(
      `${open.size} of ${messages.length} messages could not be taken in: they have to come again`,
    );
  }
  const failures = itemIds.filter((_, index) => open.has(messages[index]?.id ?? ""));
  return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
}
