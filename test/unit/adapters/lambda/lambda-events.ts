/**
 * Events as the documentation of AWS prints them, with invented values: API Gateway, Lambda, EventBridge, EventBridge
 * Scheduler, SQS and SNS developer guides.
 */

/** The time in all of them. */
export const TIME = "2026-09-01T08:30:00Z";
export const TIME_MS = Date.parse(TIME);

/** REST API, Lambda proxy integration. */
export const REST_API = {
  resource: "/webhooks/{name}",
  path: "/webhooks/jira",
  httpMethod: "POST",
  headers: { "Content-Type": "application/json", Host: "abc123.execute-api.eu-central-1.amazonaws.com" },
  multiValueHeaders: {
    "Content-Type": ["application/json"],
    Host: ["abc123.execute-api.eu-central-1.amazonaws.com"],
    "X-Note": ["one", "two"],
  },
  queryStringParameters: { tag: "b", "dry run": "yes" },
  multiValueQueryStringParameters: { tag: ["a", "b"], "dry run": ["yes"] },
  pathParameters: { name: "jira" },
  stageVariables: null,
  requestContext: {
    resourceId: "abc",
    resourcePath: "/webhooks/{name}",
    httpMethod: "POST",
    path: "/prod/webhooks/jira",
    protocol: "HTTP/1.1",
    stage: "prod",
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    identity: { sourceIp: "203.0.113.7", userAgent: "curl/8.5.0" },
  },
  body: '{"a":1}',
  isBase64Encoded: false,
} as const;

/** HTTP API with payload format 2.0. */
export const HTTP_API = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/webhooks/jira",
  rawQueryString: "tag=a&tag=b&note=hello+world%21",
  cookies: ["one=1", "two=2"],
  headers: { "content-type": "application/json", "x-note": "one,two" },
  queryStringParameters: { tag: "a,b", note: "hello world!" },
  requestContext: {
    accountId: "123456789012",
    apiId: "abc123",
    domainName: "abc123.execute-api.eu-central-1.amazonaws.com",
    http: {
      method: "POST",
      path: "/webhooks/jira",
      protocol: "HTTP/1.1",
      sourceIp: "203.0.113.7",
      userAgent: "curl/8.5.0",
    },
    requestId: "JKJaXmPLvHcESHA=",
    routeKey: "$default",
    stage: "$default",
    time: "01/Sep/2026:08:30:00 +0000",
    timeEpoch: TIME_MS,
  },
  body: "eyJhIjoxfQ==",
  isBase64Encoded: true,
} as const;

/** Function URL: payload format 2.0 with a context of its own. */
export const FUNCTION_URL = {
  version: "2.0",
  routeKey: "$default",
  rawPath: "/webhooks/jira",
  rawQueryString: "",
  headers: {
    "content-type": "application/json",
    "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
  },
  requestContext: {
    accountId: "anonymous",
    apiId: "urlid",
    domainName: "urlid.lambda-url.eu-central-1.on.aws",
    http: {
      method: "GET",
      path: "/webhooks/jira",
      protocol: "HTTP/1.1",
      sourceIp: "203.0.113.7",
      userAgent: "c",
    },
    requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
    routeKey: "$default",
    stage: "$default",
    time: "01/Sep/2026:08:30:00 +0000",
    timeEpoch: TIME_MS,
  },
  isBase64Encoded: false,
} as const;

/** A load balancer's request, which is not served. */
export const LOAD_BALANCER = {
  requestContext: {
    elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/x/1" },
  },
  httpMethod: "GET",
  path: "/webhooks/jira",
  queryStringParameters: {},
  headers: { host: "lb.example.com" },
  body: "",
  isBase64Encoded: false,
} as const;

/** A rule with a schedule. */
export const RULE = {
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "123456789012",
  time: "2026-09-01T08:30:49Z",
  region: "eu-central-1",
  resources: ["arn:aws:events:eu-central-1:123456789012:rule/curfew-tick"],
  detail: {},
} as const;

/** EventBridge Scheduler without an input of its own; the detail is a text there. */
export const SCHEDULER = {
  ...RULE,
  source: "aws.scheduler",
  time: TIME,
  resources: ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/curfew-minutes"],
  detail: "{}",
} as const;

/** EventBridge Scheduler with the input that the handler asks for, its keywords replaced. */
export const SCHEDULER_INPUT = {
  scheduledTime: TIME,
  scheduleArn: "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/curfew-minutes",
} as const;

/** An event of a program of one's own on the bus. */
export const CUSTOM_EVENT = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "budget.alert",
  source: "com.example.Budgets",
  account: "123456789012",
  time: TIME,
  region: "eu-central-1",
  resources: [],
  detail: { budget: "vision", percent: 90 },
} as const;

/** One record of SQS. */
export const SQS_RECORD = {
  messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
  receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a-example",
  body: '{"verb":"stop","resource":"prod/notebook/one"}',
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: String(TIME_MS),
    SenderId: "AIDAEXAMPLE",
    ApproximateFirstReceiveTimestamp: String(TIME_MS + 5),
  },
  messageAttributes: {},
  md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:curfew-inbox",
  awsRegion: "eu-central-1",
} as const;

/** What SNS writes into a queue, as text. */
export const SNS_ENVELOPE = {
  Type: "Notification",
  MessageId: "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
  TopicArn: "arn:aws:sns:eu-central-1:123456789012:curfew-orders",
  Subject: "TestInvoke",
  Message: '{"verb":"start","resource":"prod/notebook/two"}',
  Timestamp: "2026-09-01T08:29:58.500Z",
  SignatureVersion: "1",
  Signature: "tcc6faL2yUC6dgZdmrwh1Y4cGa/example",
  SigningCertURL: "https://sns.eu-central-1.amazonaws.com/example.pem",
  UnsubscribeURL: "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
} as const;

/** A batch of SQS. */
export const sqsBatch = (...records: readonly object[]) => ({ Records: records });

/** One record of SQS, changed. */
export const sqsRecord = (changed: object = {}) => ({ ...SQS_RECORD, ...changed });

/** A notification that SNS hands to a function itself. */
export const SNS = {
  Records: [
    {
      EventVersion: "1.0",
      EventSubscriptionArn: "arn:aws:sns:eu-central-1:123456789012:curfew-orders:21be56ed",
      EventSource: "aws:sns",
      Sns: { ...SNS_ENVELOPE, MessageAttributes: {} },
    },
  ],
} as const;

/** A notification of a bucket, which nobody recognises. */
export const BUCKET_EVENT = {
  Records: [
    {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      s3: { bucket: { name: "private-name" }, object: { key: "k" } },
    },
  ],
} as const;
