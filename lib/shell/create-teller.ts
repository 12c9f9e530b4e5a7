import { FIND_ENTRIES_MAX } from "../domain/status.ts";
import { inParallel } from "./in-parallel.ts";
import { beginPass, stateOf, Yielded } from "./pass.ts";
import { planNotices } from "./plan-notices.ts";
import type { PassOptions, ShellPorts } from "./shell-ports.ts";
import { beginTelling, isTelling, type Looked, tellNews } from "./tell-news.ts";

/** Runs that one look takes in; whatever is left is for the next. */
const RUNS_MAX = 20;

/** Open notices runs that are gone on with at once. */
const AT_ONCE_MAX = 8;

/** How far one telling goes. */
export interface TellOptions extends Pick<PassOptions, "deadlineMs"> {
  /** Whether messages that could not be delivered before are tried again where it is time. Default: no. */
  readonly open?: boolean;
}

/** Tells people what is new. Without a messenger none of it does anything. */
export interface Teller {
  /** Fixes where telling begins, before anything happens that is to be told. Only the first call does anything. */
  begin(): Promise<void>;
  /** Finds what is new and brings it to people. Rejects with the first failure of the store, after everything else. */
  tell(options?: TellOptions): Promise<void>;
}

/** Plans a run that is not planned yet. `false`: another process is at it. */
async function planRun(run: string, ports: ShellPorts): Promise<boolean> {
  const stored = await ports.store.read(run);
  if (!stored) return false;
  const pass = beginPass(stored, ports, {});
  if (stateOf(pass).decided) return true;
  try {
    await planNotices(pass);
    return true;
  } catch (error) {
    if (error instanceof Yielded) return false;
    throw error;
  }
}

/** Takes in what is new and plans it, run after run; it is quick, and the sending comes afterwards. */
async function planNews(ports: ShellPorts, looked: Looked): Promise<readonly string[]> {
  const runs: string[] = [];
  while (runs.length < RUNS_MAX) {
    const run = await tellNews(ports, looked);
    if (run === undefined) break;
    if (!(await planRun(run, ports))) break;
    runs.push(run);
  }
  return runs;
}

async function openTellings({ store }: ShellPorts): Promise<readonly string[]> {
  const open = await store.openRuns({ limit: FIND_ENTRIES_MAX });
  return open.filter(isTelling).map(({ run }) => run);
}

/** One after the other, and calls that wait for their turn share it: what the first finds is what all of them seek. */
function inTurns<T>(work: () => Promise<T>): () => Promise<T> {
  const line: { current: Promise<unknown>; next: Promise<T> | undefined } = {
    current: Promise.resolve(),
    next: undefined,
  };
  return () => {
    if (line.next !== undefined) return line.next;
    const next = line.current.then(() => {
      line.next = undefined;
      return work();
    });
    line.next = next;
    line.current = next.catch(() => undefined);
    return next;
  };
}

/**
 * Puts telling together for one process. Planning is done in turns; sending is not, so that an address that does not
 * answer keeps nobody else waiting.
 */
export function createTeller(
  ports: ShellPorts,
  { advance }: { readonly advance: (run: string, options: PassOptions) => Promise<unknown> },
): Teller {
  const looked: Looked = { mark: "", place: "", entries: 0 };
  const started: { begun?: Promise<void> } = {};
  const begin = async (): Promise<void> => {
    started.begun ??= beginTelling(ports, looked)
      .then(async (run) => {
        if (run !== undefined) await planRun(run, ports);
      })
      .catch((error: unknown) => {
        delete started.begun;
        throw error;
      });
    await started.begun;
  };
  const plan = inTurns(() => planNews(ports, looked));
  return {
    begin: async () => {
      if (ports.messenger) await begin();
    },
    tell: async ({ open = false, ...options } = {}) => {
      if (!ports.messenger) return;
      await begin();
      const planned = await plan();
      const waiting = open ? await openTellings(ports) : [];
      const failed: unknown[] = [];
      await inParallel([...new Set([...planned, ...waiting])], AT_ONCE_MAX, (run) =>
        advance(run, options).catch((error: unknown) => void failed.push(error)),
      );
      if (failed.length > 0) throw failed[0];
    },
  };
}
