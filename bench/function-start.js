// From the start of a process to the first signed call answered: Curfew's client as a function carries it, the vendor's
// SDK packed in the same way, and Node's own client sending unsigned. Each sample is a process of its own.
import { execFile, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { median } from "./measure.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const ID = "616fb98f-46ca-475e-917e-2563e5a8cd19";
const KEY = `{ accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key-0000000000000000000000" }`;

/** `performance.now()` counts from the start of the process, loading included. */
const TOLD = `process.stdout.write(JSON.stringify({ ms: performance.now() })); process.exit(0);`;

const CONTESTANTS = {
  curfew: `
    import { buildModelArtsClient } from "./lib/clients/modelarts/build-client.ts";
    import { createNodeTransport } from "./lib/clients/transport/node-https.ts";
    const client = buildModelArtsClient({
      cloud: "huaweicloud", endpoint: process.argv[2], projectId: "${PROJECT}",
      credentials: () => (${KEY}), transport: createNodeTransport(),
    });
    client.showNotebook("${ID}").then(() => { ${TOLD} });
  `,
  "huaweicloud-sdk-core": `
    const { BasicCredentials } = require("@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials");
    const { ClientBuilder } = require("@huaweicloud/huaweicloud-sdk-core/ClientBuilder");
    require("@huaweicloud/huaweicloud-sdk-core/logger/log4jLogger").Logger4jInstance.level = "off";
    const key = ${KEY};
    const credentials = new BasicCredentials().withAk(key.accessKey).withSk(key.secretKey).withProjectId("${PROJECT}");
    const client = new ClientBuilder((inner) => inner).withCredential(credentials).withEndpoint(process.argv[2]).build();
    client.sendRequest({
      method: "GET", url: "/v1/{project_id}/notebooks/{id}", contentType: "application/json", queryParams: {},
      pathParams: { project_id: "${PROJECT}", id: "${ID}" }, headers: {}, data: {},
    }).then(() => { ${TOLD} });
  `,
  "node:http unsigned": `
    require("node:http").get(process.argv[2] + "/v1/${PROJECT}/notebooks/${ID}", (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => { JSON.parse(Buffer.concat(chunks).toString("utf8")); ${TOLD} });
    });
  `,
};

async function packed(folder, name, source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    ...{ bundle: true, platform: "node", format: "cjs", target: "node20.15", minify: true },
    ...{ write: false, logLevel: "error" },
  });
  const file = join(folder, `${name.replace(/\W/g, "-")}.cjs`);
  writeFileSync(file, outputFiles[0].text);
  return { file, bytes: outputFiles[0].contents.length };
}

/** @returns one row a contestant: bytes of its bundle, milliseconds from the start of the process to the answer */
export async function startRows({ node, version, samples }) {
  // The SDK writes a file into the home folder of whoever builds a client.
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  const server = fork(new URL("loopback-server.js", import.meta.url));
  try {
    const { port } = await new Promise((resolve) => server.once("message", resolve));
    const url = `http://127.0.0.1:${port}`;
    const bundles = new Map();
    for (const [name, source] of Object.entries(CONTESTANTS))
      bundles.set(name, await packed(folder, name, source));
    const names = [...bundles.keys()];
    const timed = new Map(names.map((name) => [name, []]));
    const once = async (name) => {
      const env = { PATH: process.env.PATH, HOME: folder };
      const { stdout } = await promisify(execFile)(node, [bundles.get(name).file, url], {
        env,
        timeout: 20_000,
      });
      return JSON.parse(stdout.slice(stdout.lastIndexOf("{"))).ms;
    };
    for (const name of names) await once(name);
    for (let round = 0; round < samples; round += 1) {
      const order = round % 2 === 0 ? names : names.toReversed();
      for (const name of order) timed.get(name).push(await once(name));
    }
    const own = median(timed.get("curfew"));
    return names.map((name) => ({
      bench: "functions",
      part: "start",
      case: "process start to first signed call answered",
      name,
      node: version,
      bytes: bundles.get(name).bytes,
      ms: Number(median(timed.get(name)).toFixed(1)),
      ratio: Number((median(timed.get(name)) / own).toFixed(2)),
    }));
  } finally {
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}
