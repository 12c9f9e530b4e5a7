import { type Finding, problem, wordsOf } from "./finding.ts";

/** One thing to look at. */
export interface Check {
  readonly subject: string;
  readonly run: () => Promise<readonly Finding[]>;
}

/** Longest that one check may take: twice what a call within it is given, and a little. */
export const CHECK_TIMEOUT_MS = 15_000;

async function bounded({ subject, run }: Check, timeoutMs: number): Promise<readonly Finding[]> {
  const timer: { handle?: NodeJS.Timeout } = {};
  const late = new Promise<readonly Finding[]>((resolve) => {
    const finding = problem(
      subject,
      `no answer within ${timeoutMs} ms`,
      "try again; if it stays so, ask why",
    );
    timer.handle = setTimeout(() => resolve([finding]), timeoutMs);
  });
  try {
    return await Promise.race([run(), late]);
  } catch (error) {
    return [
      problem(subject, `the check broke off: ${wordsOf(error)}`, "mend that and run curfew doctor again"),
    ];
  } finally {
    clearTimeout(timer.handle);
  }
}

/** Runs checks side by side. One that fails or hangs is a finding and stops no other. */
export async function runChecks(
  checks: readonly Check[],
  { timeoutMs = CHECK_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => bounded(check, timeoutMs)));
  return found.flat();
}
