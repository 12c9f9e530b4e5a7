import type { Fault } from "../../../lib/emulator/fault.ts";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import type { JournalEntry } from "../../../lib/emulator/journal.ts";
import { SAMPLE_FLEET } from "../../../lib/emulator/sample-fleet.ts";
import { type RunningEmulator, startEmulator } from "../../../lib/emulator/start-emulator.ts";
import type { TestClock } from "./test-clock.ts";

/** Opens nothing but the emulator of the test. */
export const TEST_KEY = {
  accessKey: "TESTONLY0ACCESSKEY",
  secretKey: "test-only-secret-key-that-opens-nothing",
} as const;

/** Environment of a host whose targets say `credentials: env:TEST`. */
export const TEST_ENV: Readonly<Record<string, string>> = {
  TEST_ACCESS_KEY: TEST_KEY.accessKey,
  TEST_SECRET_KEY: TEST_KEY.secretKey,
};

/** The emulated cloud behind its HTTP port, and the control API that only a test may use. */
export interface EmulatedCloud {
  readonly url: string;
  /** Every call that could have changed something, in the order in which the cloud received them. */
  journal(): Promise<readonly JournalEntry[]>;
  /** The journal as `Operation id` lines, a batch as `Operation TYPE id id`. */
  writes(): Promise<readonly string[]>;
  /** How often each operation was called, reads included. */
  calls(): Promise<Readonly<Record<string, number>>>;
  forgetCalls(): Promise<void>;
  fault(...faults: readonly Partial<Fault>[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Changes a machine behind the cloud's back. */
  patch(id: string, change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Flavors of which nothing is left from now on. */
  sellOut(...flavors: readonly string[]): Promise<void>;
  /** Permissions of the test's key from now on; `null` for all. */
  permit(allowed: readonly string[] | null): Promise<void>;
  statusOf(id: string): Promise<string | undefined>;
  load(fleet: unknown): Promise<void>;
  close(): Promise<void>;
}

interface BatchBody {
  readonly type?: string;
  readonly servers?: readonly { readonly id: string }[];
}

function written({ operation, method, path, body }: JournalEntry): string {
  const { type, servers } = (body ?? {}) as BatchBody;
  if (operation === null) return `${method} ${path}`;
  if (servers) return [operation, type, ...servers.map(({ id }) => shortId(id)).sort()].join(" ");
  const id = path.split("/").find((part) => part.includes("c0ffee00"));
  return id === undefined ? operation : `${operation} ${shortId(id)}`;
}

/** The telling end of an id of the sample fleet; of an order, the name it asks for. */
export function shortId(id: string): string {
  return id.replace(/^.*-0+(?=\d+$)|^.*\/(?=\+)/, "");
}

/** The control API of an emulator that listens. */
export function cloudAt({ url, close }: Pick<RunningEmulator, "url" | "close">): EmulatedCloud {
  async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  interface Known {
    readonly resources: readonly { readonly id: string; readonly status: string }[];
  }
  const journal = () => control<readonly JournalEntry[]>("GET", "journal");
  return {
    url,
    close,
    journal,
    writes: async () => (await journal()).map(written),
    calls: () => control("GET", "calls"),
    forgetCalls: async () => void (await control("DELETE", "calls")),
    fault: async (...faults) => void (await control("POST", "faults", faults)),
    clearFaults: async () => void (await control("DELETE", "faults")),
    patch: async (id, change) => void (await control("POST", `machines/${id}`, change)),
    sellOut: async (...soldOut) => void (await control("POST", "flavors", { soldOut })),
    permit: async (allowed) =>
      void (await control("POST", "permissions", { accessKey: TEST_KEY.accessKey, allowed })),
    statusOf: async (id) =>
      (await control<Known>("GET", "state")).resources.find((machine) => machine.id === id)?.status,
    load: async (fleet) => void (await control("POST", "fleet", fleet)),
  };
}

/** Starts an emulated cloud at real speed on the test's clock. */
export async function startCloud(
  clock: TestClock,
  options: { readonly fleet?: FleetInput } = {},
): Promise<EmulatedCloud> {
  const running = await startEmulator({
    credentials: [TEST_KEY],
    fleet: options.fleet ?? SAMPLE_FLEET,
    now: clock.now,
    seed: 1,
  });
  return cloudAt(running);
}
