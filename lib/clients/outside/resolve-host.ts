import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** Longest that a name is looked up. */
const LOOKUP_TIMEOUT_MS = 5_000;

/** All addresses of a host; of an address, itself. Rejects when the name is unknown or nobody answers in time. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Looks a name up as the computer does, once. */
export const resolveHost: ResolveHost = async (host) => {
  if (isIP(host) !== 0) return [host];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the name was not found in time")), LOOKUP_TIMEOUT_MS);
  });
  try {
    const found = await Promise.race([lookup(host, { all: true, verbatim: true }), late]);
    return found.map(({ address }) => address);
  } finally {
    clearTimeout(timer);
  }
};
