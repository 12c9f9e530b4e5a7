import type { Notice, NoticeAddress } from "../domain/notice.ts";
import type { Store } from "../ports/store.ts";

const OF_RUN = "run:";

/**
 * An address as the log keeps it. Those that senders name are often keys, and entries go where operators look; so it says
 * of which run's event the address is, where a run is known.
 */
export function concealed(to: NoticeAddress, notices: readonly Notice[]): NoticeAddress {
  if (to.kind !== "callback") return to;
  const run = notices.find((notice) => notice.run !== null)?.run;
  return run === undefined || run === null ? to : { ...to, url: `${OF_RUN}${run}` };
}

/** The address that was meant; `undefined`: the event that named it is not there any more. */
export async function revealed(
  to: NoticeAddress,
  { read }: Pick<Store, "read">,
): Promise<NoticeAddress | undefined> {
  if (to.kind !== "callback" || !to.url.startsWith(OF_RUN)) return to;
  const data = (await read(to.url.slice(OF_RUN.length)))?.event.data;
  const url = data && "callback_url" in data ? data["callback_url"] : undefined;
  return typeof url === "string" ? { ...to, url } : undefined;
}
