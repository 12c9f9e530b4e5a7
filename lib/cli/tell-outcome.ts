import type { Store } from "../ports/store.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** How a run came out as an exit code; one that is still open is somebody else's to go on with, which is said. */
export async function tellOutcome(
  store: Pick<Store, "read">,
  run: string,
  terminal: Terminal,
): Promise<number> {
  const stored = await store.read(run);
  const last = stored?.entries.at(-1);
  if (last?.phase !== "finished") {
    terminal.err(`curfew: run ${run} is still open; a server or the next \`curfew run\` goes on with it`);
    return EXIT.ok;
  }
  return last.reason === "done" ? EXIT.ok : EXIT.failed;
}
