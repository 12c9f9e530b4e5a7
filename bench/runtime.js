// Requests per second through the local FunctionGraph runtime, beside serverless-offline: the same handler, the same event
// posted over HTTP by the same client, both on the Node that runs this, a fresh process for each and every round.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bundleFile } from "./bundle-file.js";
import { median } from "./measure.js";
import { OFFLINE_NAME, offlinePeer, startOffline } from "./offline-peer.js";

const HANDLER = `exports.handler = async (event, context) => ({ statusCode: 200, headers: {}, body: event.key });\n`;
const EVENT = JSON.stringify({ key: "value" });
const ANSWER = JSON.stringify({ statusCode: 200, headers: {}, body: "value" });

/** The runtime has no HTTP of its own; this puts before it what the other one has. */
const SERVER = `
import { createServer } from "node:http";
import { startRuntime } from "./lib/functiongraph/start-runtime.ts";

const runtime = await startRuntime({ codeFolder: process.argv[2], handler: "index.handler", node: process.execPath });
const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", async () => {
    const { outcome, result } = await runtime.invoke(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.writeHead(outcome === "ok" ? 200 : 500, { "content-type": "application/json" });
    response.end(result ?? "");
  });
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => runtime.close().finally(() => process.exit(0)));
`;

const IN_FLIGHT = [1, 20];
const READY_MS = 60_000;

async function startCurfew(codeFolder, file) {
  const child = fork(file, [codeFolder], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { port } = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`the local runtime ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}/`, child, said: () => "", stop: () => child.disconnect() };
}

/** Posts the event and checks the answer. */
function post(url, agent) {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": EVENT.length };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200 && body === ANSWER) resolve();
        else reject(new Error(`answered ${response.statusCode} ${body.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(EVENT);
  });
}

async function many(url, agent, { requests, inFlight }) {
  let left = requests;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await post(url, agent);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** Waits until the first call is answered, so that no cold start is measured. */
async function ready({ url, child, said }, agent) {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      return await post(url, agent);
    } catch (error) {
      if (child.exitCode !== null || Date.now() > until)
        throw new Error(`${error.message || error.code}\n${said()}`);
      await pause(50);
    }
  }
}

/** One round of one contestant. Answers the rate for every number in flight. */
async function measured(start, requests) {
  const codeFolder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  writeFileSync(join(codeFolder, "index.js"), HANDLER);
  const agent = new Agent({ keepAlive: true, maxSockets: Math.max(...IN_FLIGHT) });
  const contestant = await start(codeFolder);
  const ended = new Promise((resolve) => contestant.child.once("exit", resolve));
  try {
    await ready(contestant, agent);
    const rates = {};
    for (const inFlight of IN_FLIGHT) {
      // A warm-up of its own: with several calls in flight a peer starts several workers.
      await many(contestant.url, agent, { requests: Math.ceil(requests / 4), inFlight });
      const started = process.hrtime.bigint();
      await many(contestant.url, agent, { requests, inFlight });
      rates[inFlight] = requests / (Number(process.hrtime.bigint() - started) / 1e9);
    }
    return rates;
  } finally {
    agent.destroy();
    contestant.stop();
    await ended;
    rmSync(codeFolder, { recursive: true, force: true });
  }
}

const rowOf = (name, inFlight, figures) => ({
  ...{ bench: "runtime", case: `event over HTTP, ${inFlight} in flight`, name, node: process.version },
  ...figures,
});

/** @returns rows with requests per second, medians over the rounds; `install: false` takes the peer only if it is there */
export async function runtimeBench({ rounds = 5, requests = 3_000, install = true } = {}) {
  const { file, remove } = await bundleFile(SERVER);
  const peer = await offlinePeer({ install });
  const contestants = [["curfew", (folder) => startCurfew(folder, file)]];
  if ("folder" in peer) contestants.push([OFFLINE_NAME, (folder) => startOffline(folder, peer.folder)]);
  const played = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const rates = {};
      const order = round % 2 === 0 ? contestants : contestants.toReversed();
      for (const [name, start] of order) rates[name] = await measured(start, requests);
      played.push(rates);
    }
  } finally {
    remove();
  }
  return IN_FLIGHT.flatMap((inFlight) => [
    ...contestants.map(([name]) => {
      const rate = median(played.map((rates) => rates[name][inFlight]));
      const ratio = median(played.map((rates) => rates.curfew[inFlight] / rates[name][inFlight]));
      return rowOf(name, inFlight, { perSecond: Math.round(rate), ratio: Number(ratio.toFixed(2)) });
    }),
    ...("why" in peer ? [rowOf(OFFLINE_NAME, inFlight, { perSecond: peer.why })] : []),
  ]);
}
