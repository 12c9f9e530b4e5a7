import { serveHttp } from "../../../lib/cli/serve-http.ts";
import type { TestHost } from "./open-test-host.ts";

/** An HTTP server over a host, with what it said and which runs it was told of. */
export interface TestServer {
  readonly url: string;
  /** Operational lines: what `serve` writes to standard error. */
  readonly reports: Readonly<Record<string, unknown>>[];
  /** Runs that an accepted delivery handed over to the worker. */
  readonly kicked: string[];
  close(): Promise<void>;
}

/** The HTTP side of `serve`, on any free port. */
export async function serveTestHost({ host, sources }: TestHost, now: () => number): Promise<TestServer> {
  const reports: Readonly<Record<string, unknown>>[] = [];
  const kicked: string[] = [];
  const { url, close } = await serveHttp({
    node: host,
    sources,
    mode: "emulator",
    now,
    onAccepted: (run) => void kicked.push(run),
    report: (entry) => void reports.push(entry),
    host: "127.0.0.1",
    port: 0,
    closeGraceMs: 50,
  });
  return { url, reports, kicked, close };
}
