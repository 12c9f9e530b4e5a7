import { awsCredentials } from "../clients/aws/aws-credentials.ts";
import { secretCredentials } from "../clients/aws/secret-credentials.ts";
import { createSecretEnvironment, type SecretEnvironment } from "../clients/aws/secret-environment.ts";
import { findSecretReferences } from "../clients/aws/secret-reference.ts";
import { createSecretsReader } from "../clients/aws/secrets-reader.ts";
import { createSqsSender } from "../clients/aws/sqs-sender.ts";
import { createNodeTransport } from "../clients/transport/node-https.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { openBucket } from "./open-bucket.ts";
import { bucketStoreOf } from "./store-of.ts";
import { type Surroundings, WORK_EVENT } from "./surroundings.ts";
import { tracedTransport } from "./traced-transport.ts";

/** What Lambda gives, and what was packed. */
export interface LambdaParts {
  readonly config: Config;
  /** The process's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Trace of the current call. Default: none. */
  readonly traceParent?: () => string | null;
  /** Milliseconds since the epoch. Default: the computer's clock. */
  readonly now?: () => number;
}

/** What Lambda puts around a function. */
export interface LambdaSurroundings extends Surroundings {
  /** Reads secrets that have become old; comes before anything else of a call, and costs nothing for five minutes. */
  readonly refresh: SecretEnvironment["refresh"];
}

/**
 * What Lambda puts around a function: Node's own HTTP client, the function's role for S3, SQS and the stores of secrets,
 * everything else by reference.
 */
export function lambdaSurroundings(parts: LambdaParts): LambdaSurroundings {
  const { config, env, now = Date.now } = parts;
  const transport = tracedTransport(createNodeTransport(), parts.traceParent ?? (() => null));
  const plain = (name: string) => env[name];
  const region = plain("AWS_REGION") ?? plain("AWS_DEFAULT_REGION") ?? "";
  const credentials = awsCredentials(plain);
  const sender = { credentials, transport, now };
  const endpoint = plain("CURFEW_SECRETS_ENDPOINT");
  const secrets = createSecretsReader({
    ...sender,
    region,
    ...(endpoint === undefined ? {} : { endpoints: { secretsmanager: endpoint, ssm: endpoint } }),
  });
  const references = findSecretReferences(config);
  const environment = createSecretEnvironment({ variables: env, references, secrets, now });
  const sqsEndpoint = plain("CURFEW_SQS_ENDPOINT");
  const send = createSqsSender({
    ...sender,
    ...(sqsEndpoint === undefined ? {} : { at: { region, endpoint: sqsEndpoint } }),
  });
  const bucket = openBucket({
    ...{ cloud: "huaweicloud", region, credentials, transport, now },
    store: bucketStoreOf(config, plain),
    endpoint: plain("CURFEW_STORE_ENDPOINT"),
  });
  return {
    ...{ config, bucket, transport, now, env: environment.read, refresh: environment.refresh },
    secret: (reference) => secretCredentials(reference, secrets),
    // Conditional writes are the lock here.
    singleWriter: false,
    goOn: async () => {
      const queueUrl = plain("CURFEW_QUEUE_URL");
      if (!queueUrl) {
        throw new AutomationError("invalid-config", "CURFEW_QUEUE_URL: not set; the stack sets it", {
          details: { field: "CURFEW_QUEUE_URL", retryable: false },
        });
      }
      await send({ queueUrl, body: JSON.stringify(WORK_EVENT) });
    },
  };
}
