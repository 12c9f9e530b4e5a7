import { AutomationError } from "../domain/errors.ts";
import { FIND_ENTRIES_MAX } from "../domain/status.ts";
import type { Store } from "../ports/store.ts";

/** Fewer characters would fit too many runs. */
const PART_MIN = 4;

const SHOWN_MAX = 5;

/**
 * The run that is meant by its id, or by the beginning or the end of it: tables show the last six characters. Only the
 * newest runs are looked through for a part. Throws `usage` when there is none, or more than one.
 */
export async function findRun(store: Pick<Store, "find">, text: string): Promise<string> {
  const whole = await store.find({ run: text }, { limit: 1 });
  if (whole.entries.length > 0) return text;
  const { entries } = await store.find({ phases: ["received"] }, { limit: FIND_ENTRIES_MAX, newest: true });
  const fitting = entries
    .map(({ run }) => run)
    .filter((run) => text.length >= PART_MIN && (run.startsWith(text) || run.endsWith(text)));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const rule =
    only === undefined
      ? "no run has this id; see the runs with: curfew status, or curfew log --phase received"
      : `more than one run fits: ${fitting.slice(-SHOWN_MAX).join(", ")}${fitting.length > SHOWN_MAX ? ", …" : ""}`;
  throw new AutomationError("usage", `run ${JSON.stringify(text)}: ${rule}`, { details: { field: "run" } });
}
