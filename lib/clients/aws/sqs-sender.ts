import { AutomationError } from "../../domain/errors.ts";
import { type AwsSender, callAws } from "./call-aws.ts";

/** What a sender needs. */
export interface SqsSenderOptions extends AwsSender {
  /** Region and origin instead of those in the queue's URL, for interface endpoints and tests. */
  readonly at?: { readonly region: string; readonly endpoint: string };
}

/** A message for a queue. */
export interface SqsMessage {
  readonly queueUrl: string;
  /** At most 262,144 bytes. */
  readonly body: string;
  /** Seconds before anybody sees it, 0 to 900. Default: the queue's own. */
  readonly delaySeconds?: number;
}

/** Sends one message; resolves to its id once the queue has it. It may be there twice. */
export type SqsSender = (message: SqsMessage) => Promise<{ readonly messageId: string }>;

const BODY_BYTES_MAX = 262_144;
const DELAY_S_MAX = 900;

/** Only where a queue of AWS lies is the function's session token sent. */
const QUEUE_URL = /^(https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?)\/\d{12}\/[\w-]{1,80}$/;

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-request", `${field}: must be ${rule}`, { details: { field, rule } });
}

function placeOf(queueUrl: string, { at }: SqsSenderOptions): { region: string; endpoint: string } {
  // A queue that drops repetitions by itself would drop the second time a long run asks to be gone on with.
  if (queueUrl.endsWith(".fifo")) throw invalid("queueUrl", "a standard queue, not a FIFO one");
  if (at !== undefined) return at;
  const [, endpoint, region] = QUEUE_URL.exec(queueUrl) ?? [];
  if (endpoint !== undefined && region !== undefined) return { endpoint, region };
  throw invalid("queueUrl", "https://sqs.REGION.amazonaws.com/ACCOUNT/NAME");
}

function checkMessage({ body, delaySeconds = 0 }: SqsMessage): void {
  if (body === "" || Buffer.byteLength(body) > BODY_BYTES_MAX) {
    throw invalid("body", `a text of 1 to ${BODY_BYTES_MAX} bytes`);
  }
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > DELAY_S_MAX) {
    throw invalid("delaySeconds", `a whole number from 0 to ${DELAY_S_MAX}`);
  }
}

/**
 * A sender for SQS, with which a function asks to be called again. Rejects with an `AutomationError`; where
 * `details.ambiguous` is true the message may be in the queue.
 *
 * @see Amazon SQS API Reference, "SendMessage"
 */
export function createSqsSender(options: SqsSenderOptions): SqsSender {
  return async (message) => {
    const { queueUrl, body, delaySeconds } = message;
    const { region, endpoint } = placeOf(queueUrl, options);
    checkMessage(message);
    const answer = await callAws(
      {
        name: "SQS.SendMessage",
        service: "sqs",
        region,
        endpoint,
        target: "AmazonSQS.SendMessage",
        contentType: "application/x-amz-json-1.0",
        body: {
          QueueUrl: queueUrl,
          MessageBody: body,
          ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
        },
      },
      options,
    );
    const messageId: unknown = Object(answer).MessageId;
    if (typeof messageId === "string" && messageId !== "") return { messageId };
    throw new AutomationError("invalid-response", "SQS.SendMessage: the answer names no message", {
      details: { operation: "SQS.SendMessage", ambiguous: true, retryable: false },
    });
  };
}
