import { takeMessages } from "../../../lib/adapters/node/take-messages.ts";
import { openStore } from "../../../lib/compose/open-store.ts";
import { SAMPLE_PROJECTS } from "../../../lib/emulator/sample-fleet.ts";
import { target } from "../../fixtures/policies.ts";
import { TEST_KEY } from "./emulated-cloud.ts";
import type { FunctionHarness, HarnessParts, OpenHarness } from "./function-harness.ts";
import { openTestHost } from "./open-test-host.ts";
import { serveTestHost } from "./serve-test-host.ts";

const MINUTES_5_MS = 5 * 60_000;

/** The server of plain Node on the same bucket, so that one suite holds for every host. */
async function openNode(parts: HarnessParts): Promise<FunctionHarness> {
  const { variables, region, yaml } = parts;
  const env: Readonly<Record<string, string>> = {
    ...variables,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: TEST_KEY.accessKey,
    AWS_SECRET_ACCESS_KEY: TEST_KEY.secretKey,
  };
  const store = await openStore(variables["CURFEW_STORE"] ?? "", {
    config: { targets: [target({ project: SAMPLE_PROJECTS.huaweicloud })] },
    folder: ".",
    env: (name) => env[name],
    logKey: variables["CURFEW_LOG_KEY"],
  });
  const opened = await openTestHost({ yaml, store, now: Date.now, env });
  const { host } = opened;
  const server = await serveTestHost(opened, Date.now);
  const sweep = () => host.sweep({ onError: (run, error) => console.error(run, error) });
  return {
    nodeVersion: process.version,
    webhook: async (path, { headers, body }) => {
      const answer = await fetch(`${server.url}${path}`, { method: "POST", headers, body });
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
    },
    tick: async (slotMs) => {
      await host.tick(slotMs, slotMs - MINUTES_5_MS);
      return sweep();
    },
    work: sweep,
    messages: async (texts) => {
      const parsed = Object.entries(texts).flatMap(([id, text]) => {
        try {
          const { id: own = id, ...data } = JSON.parse(text) as Record<string, unknown>;
          return [{ id: String(own), data }];
        } catch {
          // A consumer of one's own parses its messages, and keeps what is none to itself.
          return [];
        }
      });
      const context = { deadlineMs: Date.now() + 5_000, log: () => undefined };
      const { again } = await takeMessages(parsed, context, opened);
      return again.map(({ id }) => id);
    },
    call: (name, event) => Promise.reject(new Error(`${name}: ${Object.keys(Object(event)).join(", ")}`)),
    close: async () => {
      await server.close();
      await host.close();
    },
  };
}

/** The host that is no function. */
export const NODE_HARNESS: OpenHarness = {
  platform: "node",
  service: "s3",
  credentials: "env:TEST",
  open: openNode,
};
