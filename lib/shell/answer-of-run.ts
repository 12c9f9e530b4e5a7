import { answersOf } from "../core/notices/answer-notices.ts";
import type { Notice } from "../domain/notice.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** What a run has said so far to whoever asked; `undefined` while it has said nothing. */
export async function answerOfRun(
  run: string,
  { store, rulebook }: Pick<ShellPorts, "store" | "rulebook">,
): Promise<Notice | undefined> {
  const stored = await store.read(run);
  if (!stored) return undefined;
  const { event, entries } = stored;
  const { type, source } = event;
  return answersOf({ run, type, source, event, entries, news: entries }, rulebook.config)[0];
}
