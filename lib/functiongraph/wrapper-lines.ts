const MB = 1_048_576;
const DIGITS = 3;

/** What the last line of a call tells. */
export interface CallUsage {
  readonly durationMs: number;
  /** Resident memory at the answer; 0 when there was none. */
  readonly rssBytes: number;
  /** What the function was given. */
  readonly memoryMb: number;
  readonly nowMs: number;
}

function time(nowMs: number): string {
  return new Date(nowMs).toISOString();
}

/** The line the platform writes before a call. */
export function startLine(requestId: string, version: string, nowMs: number): string {
  return `${time(nowMs)} Start invoke request '${requestId}', version: ${version}`;
}

/** The line the platform writes after a call. */
export function finishLine(requestId: string, usage: CallUsage): string {
  const { durationMs, rssBytes, memoryMb, nowMs } = usage;
  const used = (rssBytes / MB).toFixed(DIGITS);
  return (
    `${time(nowMs)} Finish invoke request '${requestId}', duration: ${durationMs.toFixed(DIGITS)}ms, ` +
    `billing duration: ${Math.ceil(durationMs)}ms, memory used: ${used}MB, billing memory: ${memoryMb}MB`
  );
}
