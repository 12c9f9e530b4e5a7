import { storeFailed } from "../store-failed.ts";
import type { Effects } from "./journal-record.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { ObjectState } from "./object-state.ts";
import { createTurns } from "./turns.ts";

/** How often a write is decided anew because another writer was first. */
const TRIES_MAX = 64;

/** An answer, and what has to be written before it may be given; without effects there is nothing to write. */
export interface Decided<T> {
  readonly answer: T;
  readonly effects: Effects | undefined;
}

type Decide<T> = (state: ObjectState) => Promise<Decided<T>>;

/** The state of a log in a bucket: read, and changed one record at a time. */
export interface JournaledState {
  /** Asks something of a state that is as new as the question. */
  read<T>(question: (state: ObjectState) => Promise<T>): Promise<T>;
  /** Decides, writes what was decided as one record, and answers when it is certain that it was written. */
  write<T>(decide: Decide<T>): Promise<T>;
  /** What the bucket holds, whatever this process remembers. */
  fresh(): Promise<ObjectState>;
  close(): Promise<void>;
}

/**
 * See {@link JournaledState}. One thing at a time within a process.
 *
 * @param snapshotEvery records between two snapshots
 */
export function journaledState(writer: JournalWriter, snapshotEvery: number): JournaledState {
  const turn = createTurns();

  /** A refusal may rest on what is no longer true. */
  async function refused<T>(n: number, decided: Settled<Decided<T>>): Promise<Answered<T>> {
    if ((await writer.current()).n !== n) return undefined;
    if (!decided.ok) throw decided.error;
    return { answer: decided.value.answer };
  }

  /** Somebody has the number. Who does not see whose it is slept while it was used and removed. */
  async function lookAgain(n: number): Promise<undefined> {
    if ((await writer.current()).n === n) await writer.reload();
  }

  async function attempt<T>(decide: Decide<T>): Promise<Answered<T>> {
    const on = await writer.writable();
    const { n } = on;
    const decided = await settled(decide(on));
    if (!decided.ok || !decided.value.effects) return refused(n, decided);
    if (!(await writer.commit(on, decided.value.effects))) return lookAgain(n);
    await writer.tidy(snapshotEvery);
    return { answer: decided.value.answer };
  }

  async function write<T>(decide: Decide<T>): Promise<T> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const done = await attempt(decide);
      if (done) return done.answer;
    }
    throw storeFailed(`other writers were first ${TRIES_MAX} times in a row; try again`, {
      details: { retryable: true },
    });
  }

  return {
    read: (question) => turn(async () => question(await writer.current())),
    write: (decide) => turn(() => write(decide)),
    fresh: () => turn(() => writer.reload()),
    close: () => turn(() => writer.tidy(Math.ceil(snapshotEvery / 4))),
  };
}

/** `undefined`: another writer came in between, and it has to be decided anew. */
type Answered<T> = { readonly answer: T } | undefined;

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error };
  }
}
