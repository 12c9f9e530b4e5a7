import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunCommand } from "../../../lib/cli/command.ts";
import { runLog } from "../../../lib/cli/commands/log.ts";
import { runReport } from "../../../lib/cli/commands/report.ts";
import { runStatus } from "../../../lib/cli/commands/status.ts";
import { runWhy } from "../../../lib/cli/commands/why.ts";
import type { SendMail } from "../../../lib/clients/channels/messenger-parts.ts";
import { composeNode } from "../../../lib/compose/node.ts";
import { openStore } from "../../../lib/compose/open-store.ts";
import { resolveSources } from "../../../lib/compose/webhook-sources.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { CANARY_HOOKS, canaryConfig } from "./canary-config.ts";
import type { CanaryDelivery } from "./canary-deliveries.ts";
import { type Manner, messengerTo, openReceivers } from "./canary-receivers.ts";
import { CANARY_SECRETS } from "./canary-secrets.ts";
import { startCloud, TEST_ENV } from "./emulated-cloud.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { serveTestHost } from "./serve-test-host.ts";
import { makeTempFolder } from "./temp-folder.ts";
import { createTestClock, MINUTE_MS } from "./test-clock.ts";

/** Everything that a host with canaries for secrets lets out. */
export interface CanaryStage {
  readonly nowMs: number;
  /** Calls to whoever is told; the only place where canaries may be. */
  readonly called: readonly string[];
  /** Sends and keeps the answer. Resolves to its status. */
  post(delivery: CanaryDelivery): Promise<number>;
  /** Goes on with everything and tells everybody, for so many minutes of the test's clock. */
  work(minutes: number): Promise<void>;
  /** Answers, lines, the log by every way to read it, and the file it stands in. */
  letOut(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** The environment of the host. */
export const CANARY_ENV: Readonly<Record<string, string>> = {
  ...{ ...TEST_ENV, ...CANARY_SECRETS, ...CANARY_HOOKS },
  CURFEW_PUBLIC_URL: "https://curfew.example",
};

const COMMANDS: readonly (readonly [
  string,
  RunCommand,
  readonly string[],
  Readonly<Record<string, unknown>>,
])[] = [
  ["log", runLog, [], { limit: "5000" }],
  ["log --json", runLog, [], { json: true, limit: "5000" }],
  ["log --verify", runLog, [], { verify: true }],
  ["status", runStatus, [], {}],
  ["status --json", runStatus, [], { json: true }],
  ["report", runReport, [], {}],
  ["why", runWhy, ["vision-anna-train1"], {}],
];

/** The text of a file, byte for byte; empty where there is none. */
const bytesOf = (path: string) => readFile(path, "latin1").catch(() => "");

export interface CanaryStageOptions {
  /** Default: no mail is sent. */
  readonly mail?: SendMail;
  /** Leaves out what takes long: the log lies in memory, and no command reads it. Default: no. */
  readonly isShort?: boolean;
}

/** Opens a host with every kind of source and channel, whose secrets are canaries, over a log in a file. */
export async function openCanaryStage(
  manner: Manner,
  { mail, isShort = false }: CanaryStageOptions = {},
): Promise<CanaryStage> {
  const folder = await makeTempFolder();
  const clock = createTestClock();
  const cloud = await startCloud(clock);
  const receivers = await openReceivers(manner);
  const env = (name: string) => CANARY_ENV[name];
  const text = canaryConfig(cloud.url, isShort ? "memory" : "sqlite:curfew.db");
  await writeFile(join(folder.path, "curfew.yaml"), text);
  const files = () => Promise.reject(new Error("no file is read in this test"));
  const schemes = SCHEMES.map(({ id }) => id);
  const loaded = await loadConfig({ text, path: "curfew.yaml", readFile: files, schemes });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  const { config } = loaded;
  const printed: string[] = [];
  const store = await openStore(config.store, {
    ...{ folder: folder.path, config, env, logKey: env("CURFEW_LOG_KEY") },
    writeLine: (line) => void printed.push(line),
  });
  const sources = resolveSources(config, env);
  const messenger = messengerTo(receivers, { config, env, now: clock.now, ...(mail ? { mail } : {}) });
  const host = composeNode({
    ...{ config, env, readFile: files, store, now: clock.now, messenger },
    limits: { backoffMs: 1, timeoutMs: 5_000 },
  });
  // Nobody works while a delivery waits for its answer here, so nothing is waited for.
  const served = { ...host, answerWithin: async () => undefined };
  const server = await serveTestHost({ host: served, config, sources }, clock.now);
  const answers: string[] = [];

  async function run([name, command, args, options]: (typeof COMMANDS)[number]) {
    const terminal = fakeTerminal({ cwd: folder.path, env: CANARY_ENV, now: clock.now });
    const thrown = await command({ args, options, terminal }).catch((error: unknown) => rendered(error));
    return [name, [...terminal.outLines, ...terminal.errLines, String(thrown)].join("\n")] as const;
  }

  return {
    nowMs: clock.now(),
    called: receivers.called,
    post: async ({ path, method, headers, query = {}, body }) => {
      const search = new URLSearchParams(query).toString();
      const answer = await fetch(`${server.url}${path}${search === "" ? "" : `?${search}`}`, {
        ...{ method, headers, ...(method === "GET" ? {} : { body }) },
      });
      answers.push(JSON.stringify([answer.status, [...answer.headers], await answer.text()]));
      return answer.status;
    },
    work: async (minutes) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        await host.sweep({ onError: (_run, error) => void server.reports.push({ error: rendered(error) }) });
        await host.tell({ open: true });
        clock.advance(MINUTE_MS);
      }
    },
    letOut: async () => {
      const { entries } = await store.find({}, { limit: 10_000 });
      const runs = await Promise.all(
        [...new Set(entries.map((entry) => entry.run))].map((id) => store.read(id)),
      );
      const shown = isShort ? [] : await Promise.all(COMMANDS.map(run));
      const file = join(folder.path, "curfew.db");
      return {
        ...{
          answers: answers.join("\n"),
          reports: JSON.stringify(server.reports),
          printed: printed.join("\n"),
        },
        ...{ entries: JSON.stringify(entries), runs: JSON.stringify(runs) },
        ...{ file: (await bytesOf(file)) + (await bytesOf(`${file}-wal`)) },
        ...Object.fromEntries(shown),
      };
    },
    close: async () => {
      await server.close();
      await host.close();
      await receivers.close();
      await cloud.close();
      await folder.close();
    },
  };
}

/** All that an error holds: its text, its stack, its details, and the same of every cause. */
export function rendered(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = JSON.stringify(Object.getOwnPropertyDescriptors(error));
  return [error.stack, own, error.cause === undefined ? "" : rendered(error.cause)].join("\n");
}
