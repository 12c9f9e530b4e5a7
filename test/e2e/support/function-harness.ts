import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode2015 } from "../../../lib/functiongraph/find-node-2015.ts";
import { type FunctionGraphRuntime, startRuntime } from "../../../lib/functiongraph/start-runtime.ts";
import { TEST_KEY } from "./emulated-cloud.ts";
import type { signed } from "./webhook-sender.ts";

export type FunctionName = "webhook" | "schedule" | "queue";
export type SignedRequest = ReturnType<typeof signed>;

/** An answer as the sender of a webhook gets it. */
export interface WebhookAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The built functions of a platform, called with the platform's own events. */
export interface FunctionHarness {
  webhook(path: string, request: SignedRequest): Promise<WebhookAnswer>;
  tick(slotMs: number): Promise<unknown>;
  /** Curfew's own wish to be gone on with. */
  work(): Promise<unknown>;
  /** Messages of a queue, by their ids. Resolves to the ids that have to come again. */
  messages(texts: Readonly<Record<string, string>>): Promise<readonly string[]>;
  /** Any event; rejects when the platform would say that the call failed. */
  call(name: FunctionName, event: unknown): Promise<unknown>;
  /** Version of Node that runs them. */
  readonly nodeVersion: string;
  close(): Promise<void>;
}

/** Where the functions are, and what they are told. */
export interface HarnessParts {
  readonly folder: string;
  /** Text of the configuration, for a host that reads it itself. */
  readonly yaml: string;
  readonly projectId: string;
  readonly region: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Takes the wish for another call of the executor. */
  readonly askUrl: string;
}

/** A platform. */
export interface OpenHarness {
  readonly platform: "functiongraph" | "lambda" | "node";
  readonly service: "obs" | "s3";
  /** What the first target's `credentials` say there. */
  readonly credentials: string;
  open(parts: HarnessParts): Promise<FunctionHarness>;
}

/** Long enough for a pass, too short to wait for machines: the next call looks again. */
const TIMEOUT_MS = 2_400;

const NAMES: readonly FunctionName[] = ["webhook", "schedule", "queue"];

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const rfc3339 = (ms: number) => new Date(ms).toISOString();

async function openFunctionGraph(parts: HarnessParts): Promise<FunctionHarness> {
  const node = await findNode2015({ env: (name) => process.env[name] });
  const open = (name: FunctionName) =>
    startRuntime({
      codeFolder: join(parts.folder, name),
      handler: "index.handler",
      timeoutMs: TIMEOUT_MS,
      memoryMb: 512,
      functionName: `curfew-test-${name}`,
      projectId: parts.projectId,
      credentials: {
        securityAccessKey: TEST_KEY.accessKey,
        securitySecretKey: TEST_KEY.secretKey,
        securityToken: "test-only-token",
      },
      userData: {
        ...parts.variables,
        CURFEW_CLOUD: "huaweicloud",
        CURFEW_REGION: parts.region,
        CURFEW_EXECUTOR: "curfew-test-schedule",
        CURFEW_FUNCTIONGRAPH_ENDPOINT: parts.askUrl,
      },
      ...(node === undefined ? {} : { node }),
    });
  const runtimes = new Map<FunctionName, FunctionGraphRuntime>();
  for (const name of NAMES) runtimes.set(name, await open(name));
  const call = async (name: FunctionName, event: unknown): Promise<unknown> => {
    const { outcome, result, error, logs } = await (runtimes.get(name) as FunctionGraphRuntime).invoke(event);
    if (outcome !== "ok") throw new Error(`${name}: ${outcome} ${JSON.stringify(error)}\n${logs.join("\n")}`);
    return result === null || result === "" ? undefined : JSON.parse(result);
  };
  return {
    call,
    nodeVersion: runtimes.get("webhook")?.nodeVersion ?? "",
    webhook: async (path, { headers, body }) => {
      const answer = (await call("webhook", {
        httpMethod: "POST",
        path,
        headers,
        pathParameters: {},
        queryStringParameters: {},
        requestContext: { apiId: "api", requestId: "gateway-1", stage: "RELEASE" },
        isBase64Encoded: true,
        body: base64(body),
      })) as { statusCode: number; body: string };
      return { status: answer.statusCode, body: JSON.parse(answer.body) };
    },
    tick: (slotMs) =>
      call("schedule", {
        version: "v1.0",
        time: rfc3339(slotMs),
        trigger_type: "TIMER",
        trigger_name: "clock",
        user_event: "",
      }),
    work: () => call("schedule", { curfew: "work" }),
    messages: async (texts) => {
      await call("queue", {
        event_version: "v1.0",
        event_time: Math.floor(Date.now() / 1_000),
        trigger_type: "KAFKA",
        region: parts.region,
        instance_id: "kafka-1",
        records: [{ topic_id: "orders", messages: Object.values(texts) }],
      });
      return [];
    },
    close: async () => {
      await Promise.all([...runtimes.values()].map((runtime) => runtime.close()));
    },
  };
}

interface Reply {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error?: string;
}

const CHILD = fileURLToPath(new URL("./lambda-child.cjs", import.meta.url));

/** One instance of a Lambda function: a process of its own, one call at a time, as on the platform. */
function startLambda(name: FunctionName, parts: HarnessParts) {
  const child: ChildProcess = fork(CHILD, [join(parts.folder, name, "index.js"), String(TIMEOUT_MS)], {
    env: {
      ...parts.variables,
      AWS_REGION: parts.region,
      AWS_ACCESS_KEY_ID: TEST_KEY.accessKey,
      AWS_SECRET_ACCESS_KEY: TEST_KEY.secretKey,
      CURFEW_QUEUE_URL: `https://sqs.${parts.region}.amazonaws.com/123456789012/work`,
      CURFEW_SQS_ENDPOINT: parts.askUrl,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  return {
    call: (event: unknown) =>
      new Promise<Reply>((resolve, reject) => {
        const died = () => reject(new Error(`${name} died`));
        child.once("exit", died);
        child.once("message", (reply: Reply) => {
          child.off("exit", died);
          resolve(reply);
        });
        child.send({ event });
      }),
    close: () => child.kill(),
  };
}

async function openLambda(parts: HarnessParts): Promise<FunctionHarness> {
  const instances = new Map(NAMES.map((name) => [name, startLambda(name, parts)]));
  const call = async (name: FunctionName, event: unknown): Promise<unknown> => {
    const reply = await instances.get(name)?.call(event);
    if (!reply?.ok) throw new Error(`${name}: ${reply?.error}`);
    return reply.result;
  };
  const record = (messageId: string, body: string) => ({
    messageId,
    body,
    receiptHandle: `receipt-${messageId}`,
    attributes: { SentTimestamp: String(Date.now()) },
    messageAttributes: {},
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:${parts.region}:123456789012:work`,
    awsRegion: parts.region,
  });
  const queue = async (records: readonly object[]) => {
    const answer = (await call("queue", { Records: records })) as {
      batchItemFailures: { itemIdentifier: string }[];
    };
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return {
    call,
    nodeVersion: process.version,
    webhook: async (path, { headers, body }) => {
      const answer = (await call("webhook", {
        version: "2.0",
        routeKey: "$default",
        rawPath: path,
        rawQueryString: "",
        headers,
        requestContext: {
          http: { method: "POST", path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
          requestId: "gateway-1",
          stage: "$default",
          timeEpoch: Date.now(),
        },
        isBase64Encoded: true,
        body: base64(body),
      })) as { statusCode: number; body: string };
      return { status: answer.statusCode, body: JSON.parse(answer.body) };
    },
    tick: (slotMs) =>
      call("schedule", {
        version: "0",
        id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account: "123456789012",
        time: rfc3339(slotMs).replace(/\.\d+/, ""),
        region: parts.region,
        resources: [`arn:aws:events:${parts.region}:123456789012:rule/curfew-clock`],
        detail: {},
      }),
    work: () => queue([record("work", JSON.stringify({ curfew: "work" }))]),
    messages: (texts) => queue(Object.entries(texts).map(([id, text]) => record(id, text))),
    close: async () => {
      for (const instance of instances.values()) instance.close();
    },
  };
}

/** The two hosts that are functions. */
export const HARNESSES: readonly OpenHarness[] = [
  { platform: "functiongraph", service: "obs", credentials: "agency", open: openFunctionGraph },
  { platform: "lambda", service: "s3", credentials: "env:TEST", open: openLambda },
];
