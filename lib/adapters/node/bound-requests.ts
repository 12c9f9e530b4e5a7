/** Requests that the server works on at once: each may hold a body of 256 KiB, so this many fit into memory. */
export const REQUESTS_AT_ONCE_MAX = 1_000;

/** Places for requests that are worked on. */
export interface Places {
  readonly isFull: () => boolean;
  /** Does the work in a place of its own; `null` when there is none. */
  readonly within: <Done>(work: () => Promise<Done>) => Promise<Done | null>;
}

/**
 * Bounds the requests that are worked on at once. A place is taken when all of a request is here, so that nobody can take
 * one by sending nothing; a sender who finds none comes back, while a process that has run out of memory loses everybody's
 * requests.
 */
export function boundRequests(atOnceMax: number): Places {
  let taken = 0;
  const isFull = () => taken >= atOnceMax;
  return {
    isFull,
    within: async (work) => {
      if (isFull()) return null;
      taken += 1;
      try {
        return await work();
      } finally {
        taken -= 1;
      }
    },
  };
}
