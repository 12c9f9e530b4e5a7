import { isLoopback } from "../../domain/is-loopback.ts";

/** The page that a notebook's address opens; its API lies beside it. */
const PAGE = /\/(?:lab|tree|notebooks|retro|doc)(?:\/.*)?$/;

/**
 * Where the API of a notebook begins, told by the address that the cloud gives out: without its query, which may hold a
 * token, and without the page. `undefined` for what no token may be sent to: anything but https, but for this machine.
 */
export function notebookAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, host, pathname, username } = new URL(text);
  const isSafe = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  if (!isSafe || username !== "") return undefined;
  return `${protocol}//${host}${pathname.replace(PAGE, "").replace(/\/+$/, "")}`;
}
