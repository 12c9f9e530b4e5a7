// Signed calls to a server on loopback: Curfew's client, the vendor's SDK client, and node:http sending unsigned.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModelArtsClient, staticCredentials } from "curfew/modelarts";
import { inTurns, rowsOf } from "./measure.js";

const require = createRequire(import.meta.url);
const KEY = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" };
const PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const ID = "616fb98f-46ca-475e-917e-2563e5a8cd19";

/** Calls `once` n times with so many under way at a time. */
async function many(once, n, inFlight) {
  let left = n;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await once();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

function bareClient(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const call = () =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}/v1/${PROJECT}/notebooks/${ID}`, { agent }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
      });
      sent.on("error", reject);
      sent.end();
    });
  return { call, close: () => agent.destroy() };
}

function sdkClient(url) {
  const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials");
  const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");
  require("@huaweicloud/huaweicloud-sdk-core/logger/log4jLogger").Logger4jInstance.level = "off";
  const credentials = new BasicCredentials()
    .withAk(KEY.accessKey)
    .withSk(KEY.secretKey)
    .withProjectId(PROJECT);
  const client = new ClientBuilder((inner) => inner).withCredential(credentials).withEndpoint(url).build();
  return () =>
    client.sendRequest({
      method: "GET",
      url: "/v1/{project_id}/notebooks/{id}",
      contentType: "application/json",
      queryParams: {},
      pathParams: { project_id: PROJECT, id: ID },
      headers: {},
      data: {},
    });
}

/** @returns rows with calls per second; `ratio` is Curfew's figure divided by the row's */
export async function callsBench({
  seconds,
  rounds = 9,
  operations = Math.max(200, Math.round(seconds * 100)),
}) {
  // The SDK writes a file into the home folder of whoever builds a client.
  const home = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const before = process.env.HOME;
  process.env.HOME = home;
  const server = fork(new URL("loopback-server.js", import.meta.url));
  const { port } = await new Promise((resolve) => server.once("message", resolve));
  const url = `http://127.0.0.1:${port}`;
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    endpoint: url,
    projectId: PROJECT,
    credentials: staticCredentials(KEY),
  });
  const bare = bareClient(url);
  const contestants = {
    curfew: () => client.showNotebook(ID),
    "huaweicloud-sdk-core": sdkClient(url),
    "node:http unsigned": bare.call,
  };
  const rows = [];
  for (const inFlight of [1, 20]) {
    const works = Object.fromEntries(
      Object.entries(contestants).map(([name, once]) => [name, (n) => many(once, n, inFlight)]),
    );
    rows.push(
      ...rowsOf("signed calls", `${inFlight} in flight`, await inTurns(works, { rounds, operations })),
    );
  }
  await client.close();
  bare.close();
  server.disconnect();
  process.env.HOME = before;
  rmSync(home, { recursive: true, force: true });
  return rows;
}
