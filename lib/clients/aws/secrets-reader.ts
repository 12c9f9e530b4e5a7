import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { type AwsCall, type AwsSender, awsEndpoint, callAws } from "./call-aws.ts";
import { parseSecretReference, type SecretPlace } from "./secret-reference.ts";

/** How long secrets are kept, with the defaults. */
export const SECRET_TIMES = {
  /** A secret is read again after so long; a rotated one is noticed then. */
  keepMs: 300_000,
  /** While the store does not answer, the last known secret goes on being used for so long. */
  staleMs: 3_600_000,
  /** After a failure the store is asked again no sooner than this. */
  pauseMs: 30_000,
} as const;

/** What a reader needs. */
export interface SecretsReaderOptions extends AwsSender {
  readonly region: string;
  /** Origins instead of the public ones, for interface endpoints and tests. */
  readonly endpoints?: { readonly secretsmanager?: string; readonly ssm?: string };
}

/** Reads secrets by reference. */
export interface SecretsReader {
  /**
   * The text behind `secretsmanager:NAME#field` or `ssm:/path/name`. Rejects with an `AutomationError` that names the
   * reference and never the value: `missing-credentials` when there is nothing, `forbidden` when the role may not.
   *
   * @param nowMs Moment by which the age of what is kept is told; the same one for references that belong together.
   */
  read(reference: string, nowMs?: number): Promise<string>;
}

interface Kept {
  readonly text: string;
  readonly readMs: number;
  readonly againMs: number;
}

/** The permission that each kind of reference takes. */
const PERMISSIONS = { secretsmanager: "secretsmanager:GetSecretValue", ssm: "ssm:GetParameter" } as const;

function callOf({ store, name }: SecretPlace, { region, endpoints }: SecretsReaderOptions): AwsCall {
  const [target, call, body] =
    store === "ssm"
      ? ["AmazonSSM.GetParameter", "SSM.GetParameter", { Name: name, WithDecryption: true }]
      : ["secretsmanager.GetSecretValue", "SecretsManager.GetSecretValue", { SecretId: name }];
  const endpoint = endpoints?.[store] ?? awsEndpoint(store, region);
  return {
    name: call,
    service: store,
    region,
    endpoint,
    target,
    contentType: "application/x-amz-json-1.1",
    body,
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textOf(answer: unknown, store: SecretPlace["store"]): string | undefined {
  const text =
    store === "ssm" ? fieldOf(fieldOf(answer, "Parameter"), "Value") : fieldOf(answer, "SecretString");
  return typeof text === "string" && text !== "" ? text : undefined;
}

function nothingThere(why: string): AutomationError {
  return new AutomationError("missing-credentials", why, { details: { rule: why, retryable: false } });
}

/** The same failure under the name by which the reader knows the secret, with the way out. */
function named(error: unknown, reference: string, { store }: SecretPlace): unknown {
  if (!isAutomationError(error)) return error;
  const ways: Readonly<Record<string, string>> = {
    "not-found": "there is no such secret in this region and account",
    forbidden: `the role of the function needs ${PERMISSIONS[store]} on it, and kms:Decrypt where it has a key of its own`,
  };
  const code = error.code === "not-found" ? "missing-credentials" : error.code;
  const way = ways[error.code];
  return new AutomationError(code, `${reference}: ${error.message}${way === undefined ? "" : `; ${way}`}`, {
    cause: error,
    details: { ...error.details, field: reference },
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error would quote the secret.
    return undefined;
  }
}

function partOf(text: string, { field }: SecretPlace): string {
  if (field === null) return text;
  const part = fieldOf(parsedJson(text), field);
  if (typeof part === "string" && part !== "") return part;
  throw nothingThere(`the secret must be JSON with a text under ${field}`);
}

/** Whether the store may answer again soon; a refusal and a secret that is gone are answers. */
function isOutage(error: unknown): boolean {
  return (
    isAutomationError(error) && ["connection", "timeout", "unavailable", "throttled"].includes(error.code)
  );
}

/**
 * A reader of secrets in AWS Secrets Manager and in the Parameter Store. One call a secret, whatever number of its
 * fields is asked for, so that two keys of one secret always belong together; kept for 5 minutes, and through an outage
 * of the store for an hour.
 *
 * @see Secrets Manager API Reference, "GetSecretValue"; Systems Manager API Reference, "GetParameter"
 */
export function createSecretsReader(options: SecretsReaderOptions): SecretsReader {
  const kept = new Map<string, Kept>();
  const underWay = new Map<string, Promise<string>>();
  const { keepMs, staleMs, pauseMs } = SECRET_TIMES;

  async function fetchText(place: SecretPlace, nowMs: number): Promise<string> {
    const key = `${place.store}:${place.name}`;
    try {
      const text = textOf(await callAws(callOf(place, options), options), place.store);
      if (text === undefined) throw nothingThere("the secret holds no text");
      kept.set(key, { text, readMs: nowMs, againMs: nowMs + keepMs });
      return text;
    } catch (error) {
      const last = kept.get(key);
      if (last === undefined || !isOutage(error) || nowMs - last.readMs >= staleMs) {
        kept.delete(key);
        throw error;
      }
      kept.set(key, { ...last, againMs: nowMs + pauseMs });
      return last.text;
    }
  }

  function load(place: SecretPlace, nowMs: number): Promise<string> {
    const key = `${place.store}:${place.name}`;
    const last = kept.get(key);
    // A clock that was set back must not keep a secret for longer.
    if (last !== undefined && nowMs < last.againMs && nowMs >= last.readMs) return Promise.resolve(last.text);
    const asked = underWay.get(key) ?? fetchText(place, nowMs).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  }

  return {
    read: async (reference, nowMs = options.now()) => {
      const place = parseSecretReference(reference);
      try {
        return partOf(await load(place, nowMs), place);
      } catch (error) {
        throw named(error, reference, place);
      }
    },
  };
}
