import type * as z from "zod";
import { isAutomationError } from "../../domain/errors.ts";
import type { Measurement } from "../../domain/facts.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { JUPYTER_ANSWERS, type Kernel } from "./jupyter-answers.ts";
import { notebookAddress } from "./notebook-address.ts";

/** How far one question to a notebook may go. */
export const JUPYTER_LIMITS = { timeoutMs: 10_000, responseBytesMax: 256 * 1_024 } as const;

/** A notebook as it is asked: both the address and the token open it to whoever holds them. */
export interface NotebookDoor {
  readonly url: string;
  readonly token: string;
}

/** How a notebook is asked. */
export interface AskOptions {
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch: the end of the window. */
  readonly nowMs: number;
  readonly windowMs: number;
  /** Milliseconds that each request may take; at most {@link JUPYTER_LIMITS}. */
  readonly timeoutMs: number;
  /** Whether nothing else is known of the machine and there is no other way into it. */
  readonly alone: boolean;
}

type Name = keyof typeof JUPYTER_ANSWERS;

/** With `no_track_activity` the question itself does not count as activity; asking for the status never does. */
const PATHS: Readonly<Record<Name, string>> = {
  status: "/api/status",
  kernels: "/api/kernels?no_track_activity=1",
  sessions: "/api/sessions?no_track_activity=1",
  terminals: "/api/terminals?no_track_activity=1",
};

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/**
 * One answer, or `undefined` for anything that is none: a login page, a refusal, silence. Nothing of the failure is kept,
 * because an error of a transport may name the address.
 */
async function ask<N extends Name>(
  name: N,
  base: string,
  { door, options }: { readonly door: NotebookDoor; readonly options: AskOptions },
): Promise<z.output<(typeof JUPYTER_ANSWERS)[N]> | undefined> {
  try {
    const { status, body } = await options.transport({
      method: "GET",
      url: `${base}${PATHS[name]}`,
      headers: { accept: "application/json", authorization: `token ${door.token}` },
      timeoutMs: Math.min(options.timeoutMs, JUPYTER_LIMITS.timeoutMs),
      responseBytesMax: JUPYTER_LIMITS.responseBytesMax,
    });
    const parsed = status === 200 ? JUPYTER_ANSWERS[name].safeParse(jsonIn(body)) : undefined;
    return parsed?.success ? (parsed.data as z.output<(typeof JUPYTER_ANSWERS)[N]>) : undefined;
  } catch (error) {
    if (isAutomationError(error)) return undefined;
    throw error;
  }
}

/** Starting, restarting and words that nobody has heard of are work; a dead kernel does none. */
function isAtWork({ execution_state: state }: Kernel): boolean {
  return state !== "idle" && state !== "dead";
}

interface Counted {
  readonly atWork: number;
  readonly lastMs: readonly number[];
}

function counted(kernels: readonly Kernel[]): Counted {
  return {
    atWork: kernels.filter(isAtWork).length,
    lastMs: kernels.map(({ last_activity: atMs }) => atMs),
  };
}

function voteOf(
  signal: "kernels" | "sessions" | "terminals",
  { atWork, lastMs }: Counted,
  { startedMs, options }: { readonly startedMs: number; readonly options: AskOptions },
): Measurement {
  const { nowMs, windowMs, alone } = options;
  return {
    signal,
    max: atWork,
    ...{ points: 1, expected: 1, newestAtMs: nowMs, from: `Jupyter /api/${signal}` },
    // A server knows nothing of the time before its own start.
    windowMs: Math.min(windowMs, nowMs - startedMs),
    ...(lastMs.length > 0 && { activeAtMs: Math.max(...lastMs) }),
    ...(alone && { alone }),
  };
}

/**
 * Asks a notebook for its kernels, sessions and terminals and answers a vote for each that it told of. What cannot be
 * read is absent: that a notebook answers there at all is inferred, and its gateway may want a person to log in.
 */
export async function askNotebook(door: NotebookDoor, options: AskOptions): Promise<readonly Measurement[]> {
  const base = notebookAddress(door.url);
  if (base === undefined || options.timeoutMs <= 0 || !/^[\x21-\x7e]{1,4096}$/.test(door.token)) return [];
  const asked = { door, options };
  const status = await ask("status", base, asked);
  if (!status) return [];
  const told = { startedMs: status.started, options };
  const [kernels, sessions, terminals] = await Promise.all([
    ask("kernels", base, asked),
    ask("sessions", base, asked),
    ask("terminals", base, asked),
  ]);
  const busy = sessions?.flatMap(({ kernel }) => (kernel ? [kernel] : []));
  return [
    ...(kernels ? [voteOf("kernels", counted(kernels), told)] : []),
    ...(busy ? [voteOf("sessions", counted(busy), told)] : []),
    ...(terminals
      ? [voteOf("terminals", { atWork: 0, lastMs: terminals.map((one) => one.last_activity) }, told)]
      : []),
  ];
}
