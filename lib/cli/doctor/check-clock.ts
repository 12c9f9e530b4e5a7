import { formatDuration } from "../../domain/duration.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { type Finding, fine, problem, warning, wordsOf } from "./finding.ts";

/** The gateway refuses a signature that is further off than this. */
const SKEW_MAX_MS = 15 * 60_000;
const SKEW_WARNING_MS = 60_000;
const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 65_536;

/** Where to ask for the time, and with what. */
export interface ClockCheck {
  readonly subject: string;
  /** Origin of the endpoint. */
  readonly origin: string;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const SET_CLOCK = "set this computer's clock by NTP";

function judgeSkew(subject: string, skewMs: number, answered: string): Finding {
  const off = `this clock is ${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "behind" : "ahead of"} the cloud's`;
  if (Math.abs(skewMs) > SKEW_MAX_MS) {
    return problem(subject, `${answered}, but ${off}: every signature is refused from 15m on`, SET_CLOCK);
  }
  if (Math.abs(skewMs) > SKEW_WARNING_MS) return warning(subject, `${answered}, but ${off}`, SET_CLOCK);
  return fine(subject, `${answered}, and the clocks agree within a minute`);
}

/** Whether the endpoint answers at all, whatever it says, and what time it has. Needs no credentials. */
export async function checkClock({ subject, origin, transport, now }: ClockCheck): Promise<Finding> {
  const host = origin.replace(/^https?:\/\//, "");
  try {
    const sentMs = now();
    const { headers } = await transport({
      method: "HEAD",
      url: `${origin}/`,
      headers: {},
      timeoutMs: TIMEOUT_MS,
      responseBytesMax: ANSWER_BYTES_MAX,
    });
    const receivedMs = now();
    // The header tells whole seconds, cut off: half a second more is right on average.
    const serverMs = Date.parse(headers["date"] ?? "") + 500;
    if (Number.isNaN(serverMs)) {
      return warning(
        subject,
        `${host} answers without a date, so the clocks could not be compared`,
        "a proxy may stand in between; make sure that this clock is right",
      );
    }
    return judgeSkew(subject, serverMs - (sentMs + receivedMs) / 2, `${host} answers`);
  } catch (error) {
    return problem(
      subject,
      `does not answer: ${wordsOf(error)}`,
      "check region or endpoint, name resolution, firewall and proxy from this computer",
    );
  }
}
