import { AutomationError, isAutomationError } from "../domain/errors.ts";
import type { HttpTransport } from "../ports/http-transport.ts";

const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 65_536;

/** Only this machine reaches the control calls of an emulator. */
const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/** The clocks of the emulators behind a configuration. */
export interface EmulatorClocks {
  /** Sets them, milliseconds since the epoch; the past too. */
  set(atMs: number): Promise<void>;
}

async function control(transport: HttpTransport, url: string, body: string | null): Promise<number> {
  const { status } = await transport({
    method: body === null ? "GET" : "POST",
    url,
    headers: body === null ? {} : { "content-type": "application/json" },
    body: new TextEncoder().encode(body ?? ""),
    timeoutMs: TIMEOUT_MS,
    responseBytesMax: ANSWER_BYTES_MAX,
  });
  return status;
}

function noEmulator(endpoint: string | null, cause?: unknown): AutomationError {
  const what = endpoint === null ? "a target without endpoint is a real cloud" : `${endpoint} is no emulator`;
  return new AutomationError(
    "usage",
    `${what}, and only an emulator's clock can be moved; start one with: curfew emulate`,
    { cause },
  );
}

async function check(transport: HttpTransport, endpoint: string | null): Promise<string> {
  const url = endpoint?.replace(/\/$/, "");
  if (url === undefined || !LOOPBACK.includes(new URL(url).hostname)) throw noEmulator(endpoint);
  const status = await control(transport, `${url}/_emulator/faults`, null).catch((error: unknown) => {
    throw isAutomationError(error) ? noEmulator(endpoint, error) : error;
  });
  if (status !== 200) throw noEmulator(endpoint);
  return url;
}

/** Finds the emulators behind these endpoints. Throws `usage` unless every one of them is an emulator on this machine. */
export async function openEmulatorClocks(
  endpoints: readonly (string | null)[],
  transport: HttpTransport,
): Promise<EmulatorClocks> {
  const urls = [...new Set(await Promise.all(endpoints.map((endpoint) => check(transport, endpoint))))];
  return {
    set: async (at) => {
      await Promise.all(
        urls.map(async (url) => {
          const status = await control(transport, `${url}/_emulator/clock`, JSON.stringify({ at }));
          if (status !== 200) throw noEmulator(url);
        }),
      );
    },
  };
}
