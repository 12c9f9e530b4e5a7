// What an adapter adds to an event: its handler with a wire that does nothing, beside a bare handler that answers the
// same, each in a fresh process.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bundleFile } from "./bundle-file.js";
import { median } from "./measure.js";

const PROGRAM = `
import { createFunctionGraphHandler } from "./lib/adapters/functiongraph/create-functiongraph-handler.ts";
import { createLambdaHandler } from "./lib/adapters/lambda/create-lambda-handler.ts";

const text = JSON.stringify({ webhookEvent: "jira:issue_updated", text: "x".repeat(900) });
const nothing = () => undefined;
const context = {
  getRequestID: () => "6d0c8f2e-1b7a-4935-a2c4-e6f8091b3d5f",
  getRemainingTimeInMilliSeconds: () => 30000,
  getSecurityAccessKey: () => "EXAMPLEACCESSKEY0000",
  getSecuritySecretKey: () => "example-secret-key-0000000000000000000000",
  getSecurityToken: () => "example-token",
  getUserData: () => undefined,
  getProjectID: () => "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  getPackage: () => "default",
  getFunctionName: () => "curfew-webhook",
  getVersion: () => "latest",
  getLogger: () => ({ info: nothing, warn: nothing, error: nothing, debug: nothing, setLevel: nothing }),
  awsRequestId: "6d0c8f2e-1b7a-4935-a2c4-e6f8091b3d5f",
  getRemainingTimeInMillis: () => 30000,
};
const headers = Object.fromEntries(
  ["accept", "content-type", "host", "user-agent", "x-forwarded-for", "x-hub-signature", "x-request-id", "x-real-ip"]
    .map((name) => [name, "example of a value"]),
);
const apig = {
  httpMethod: "POST", path: "/webhooks/jira", headers, pathParameters: {}, queryStringParameters: {},
  requestContext: { apiId: "api", requestId: "gateway-1", stage: "RELEASE" },
  isBase64Encoded: true, body: Buffer.from(text).toString("base64"),
};
const sqs = {
  Records: Array.from({ length: 10 }, (_, index) => ({
    messageId: "message-" + index, receiptHandle: "handle", body: text, messageAttributes: {}, md5OfBody: "",
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1767225600000", SenderId: "AIDAEXAMPLE" },
    eventSource: "aws:sqs", eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:work", awsRegion: "eu-central-1",
  })),
};
const answer = { status: 202, headers: { "content-type": "application/json" }, body: "{}" };
const cases = {
  "apig bare": [async (event, context) => ({ statusCode: 202, headers: answer.headers, body: "{}" }), apig],
  "apig adapter": [createFunctionGraphHandler(async () => answer, { env: {} }), apig],
  "sqs bare": [async (event, context) => ({ batchItemFailures: [] }), sqs],
  "sqs adapter": [createLambdaHandler({
    env: {}, write: nothing, now: Date.now, messages: async () => ({ again: [], refused: [] }),
  }), sqs],
};
const [handler, event] = cases[process.argv[2]];
const many = async (n) => { for (let i = 0; i < n; i += 1) await handler(event, context); };
const events = Number(process.argv[3]);
const answered = await handler(event, context);
if (answered.statusCode !== 202 && answered.batchItemFailures?.length !== 0) throw new Error(JSON.stringify(answered));
await many(Math.ceil(events / 2));
const started = process.hrtime.bigint();
await many(events);
process.stdout.write(String(Number(process.hrtime.bigint() - started) / events / 1e3));
`;

const CASES = {
  "FunctionGraph APIG, 1 kB in base64": "apig",
  "Lambda SQS, 10 records of 1 kB": "sqs",
};

/** @returns rows with microseconds per event, medians over the rounds, and what the adapter adds to the bare handler */
export async function adapterRows({ node, version, rounds, events }) {
  const { file, remove } = await bundleFile(PROGRAM);
  const once = async (name) => {
    const { stdout } = await promisify(execFile)(node, [file, name, String(events)]);
    return Number(stdout);
  };
  try {
    const rows = [];
    for (const [title, kind] of Object.entries(CASES)) {
      const timed = { bare: [], adapter: [] };
      for (let round = 0; round < rounds; round += 1) {
        const order = round % 2 === 0 ? ["bare", "adapter"] : ["adapter", "bare"];
        for (const who of order) timed[who].push(await once(`${kind} ${who}`));
      }
      const added = median(timed.adapter.map((figure, round) => figure - timed.bare[round]));
      rows.push(
        { ...named(title, "bare handler"), node: version, usPerEvent: median(timed.bare) },
        { ...named(title, "curfew"), node: version, usPerEvent: median(timed.adapter), addedUs: added },
      );
    }
    return rows;
  } finally {
    remove();
  }
}

function named(title, name) {
  return { bench: "functions", part: "adapters", case: title, name };
}
