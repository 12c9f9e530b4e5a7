// A Slack command until its acknowledgement, over ten connections, with the signature checked: Curfew and @slack/bolt.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "undici";
import { importTypeScript } from "../scripts/bundle-module.js";
import { inTurns, rowsOf } from "./measure.js";
import { startCurfew } from "./webhook.js";

const CONNECTIONS = 10;
const SECRET = "not-a-real-secret-0000000000000000";
const PATH = "/webhooks/slack";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: bench, credentials: env:BENCH, endpoint: "http://127.0.0.1:9" }
store: sqlite:curfew.db
sources:
  slack: { secret: env:SLACK_SECRET }
policies: {}
`;

async function startChild(name) {
  const child = fork(new URL(name, import.meta.url), {
    env: { PATH: process.env.PATH, SLACK_SECRET: SECRET },
  });
  const { url } = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  return { url, stop: () => child.kill("SIGKILL") };
}

/**
 * Requests are signed before the clock starts: measured is who receives, not who sends. `answered`: whether the command
 * names an address for its answer, which nobody is to call from here where it would really be called.
 */
async function signedCommands(count, offset, answered) {
  const { signForTest } = await importTypeScript(
    `export { signForTest } from "./lib/sources/sign-event.ts";`,
  );
  return Array.from({ length: count }, (_, index) => {
    const id = `${offset + index}.1.abc`;
    const fields = {
      ...{ command: "/curfew", text: "help", user_id: "U1", user_name: "ada", team_id: "T1", trigger_id: id },
      ...{ team_domain: "example", channel_id: "C1", channel_name: "ops", api_app_id: "A1" },
      ...(answered && { response_url: "https://hooks.slack.com/commands/T1/1/not-a-real-token" }),
    };
    const { body, headers } = signForTest("slack", {
      body: Buffer.from(new URLSearchParams(fields).toString()),
      secrets: [{ kind: "hmac", value: SECRET }],
      now: new Date(),
      deliveryId: id,
    });
    return { body, headers };
  });
}

async function load({ url }, requests) {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const queue = requests.values();
  const worker = async () => {
    for (const { body, headers } of queue) {
      const answer = await pool.request({ method: "POST", path: PATH, headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || !text.includes("Heard"))
        throw new Error(`${url} answered ${answer.statusCode} ${text.slice(0, 80)}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  await pool.close();
}

async function played(servers, { rounds, operations, answered }) {
  let offset = 0;
  const works = {};
  for (const [name, server] of Object.entries(servers)) {
    const prepared = [];
    for (let round = 0; round <= rounds; round += 1) {
      const count = round === 0 ? Math.ceil(operations / 4) : operations;
      prepared.push(await signedCommands(count, offset, answered));
      offset += count;
    }
    works[name] = () => load(server, prepared.shift());
  }
  return inTurns(works, { rounds, operations });
}

/** @returns rows with acknowledgements per second; `ratio` is Curfew's figure divided by the row's */
export async function chatBench({
  seconds,
  rounds = 7,
  operations = Math.max(200, Math.round(seconds * 300)),
}) {
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const bolt = await startChild("bolt-server.js");
  const endpoint = await startChild("chat-server.js");
  const durable = await startCurfew(folder, CONFIG, { SLACK_SECRET: SECRET });
  const title = "Slack command to acknowledgement";
  try {
    const kept = await played(
      { curfew: durable, "@slack/bolt 5, keeps nothing": bolt },
      {
        rounds,
        operations: Math.ceil(operations / 5),
        answered: false,
      },
    );
    const alone = await played(
      { curfew: endpoint, "@slack/bolt 5": bolt },
      { rounds, operations, answered: true },
    );
    return [
      ...rowsOf(title, `${CONNECTIONS} connections, nothing kept`, alone),
      ...rowsOf(title, `${CONNECTIONS} connections, durable first`, kept),
    ];
  } finally {
    for (const server of [bolt, endpoint, durable]) server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
