import { describeWait } from "../core/describe-wait.ts";
import type { Store } from "../ports/store.ts";
import { printable } from "./cell-text.ts";
import type { Terminal } from "./terminal.ts";

/** Says what a run waits for, each time that it is something else. */
export function waitTeller(
  run: string,
  { store, terminal }: { readonly store: Pick<Store, "read">; readonly terminal: Terminal },
): () => Promise<void> {
  let told = "";
  return async () => {
    const entries = (await store.read(run))?.entries ?? [];
    const text = entries.at(-1)?.phase === "finished" ? told : describeWait(entries);
    if (text === told) return;
    told = text;
    terminal.err(`curfew: waiting: ${printable(text)}`);
  };
}
