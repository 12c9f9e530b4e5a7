import { createModelArtsClient } from "../../clients/modelarts/client.ts";
import { type AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { Target } from "../../domain/target.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { type Finding, fine, problem, wordsOf } from "./finding.ts";

const TIMEOUT_MS = 5_000;

/** The smallest page that both clouds accept. */
const PAGE = 10;

/** One target with everything that a signed call needs. */
export interface ReadCheck {
  readonly subject: string;
  readonly target: Target;
  /** Origin that stands in for every service, or `undefined`. */
  readonly endpoint: string | undefined;
  readonly projectId: string;
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Codes that say "not this project": by the service (400, 403 and 404) and by both clouds' gateways. */
const PROJECT_CODES = /^(ModelArts\.(0204|0210|6650)|APIG(W)?\.0310)$/;

const WAYS_OUT: Readonly<Record<string, readonly [what: string, wayOut: string]>> = {
  unauthorized: [
    "the cloud does not accept these credentials",
    "check access key, secret key, and for temporary ones the security token and its end; then the clock",
  ],
  forbidden: [
    "these credentials may not list notebooks",
    "grant their user or agency modelarts:notebook:list in the project of this region",
  ],
  "not-supported": [
    "the endpoint does not know this API",
    "check cloud, region and endpoint of the target: it may be another service or a proxy",
  ],
  throttled: ["the cloud asks for fewer calls", "wait a minute and run curfew doctor again"],
};

const WRONG_PROJECT = [
  "the project is not one of these credentials in this region",
  "take the project id of this region from My Credentials in the console",
] as const;

function told(subject: string, error: AutomationError): Finding {
  const isProject = PROJECT_CODES.test(error.details.cloudCode ?? "") || error.code === "invalid-config";
  const [what, wayOut] = isProject
    ? WRONG_PROJECT
    : (WAYS_OUT[error.code] ?? ["a signed read failed", "the answer says why; run curfew doctor again"]);
  return problem(subject, `${what}: ${error.message}`, wayOut);
}

/** One signed read, which changes nothing: lists the first notebooks, as every cloud can. */
export async function checkRead(check: ReadCheck): Promise<Finding> {
  const { subject, target, endpoint, projectId, credentials, transport, now } = check;
  try {
    const client = createModelArtsClient({
      cloud: target.cloud,
      region: target.region,
      ...(endpoint === undefined ? {} : { endpoint }),
      projectId,
      credentials,
      transport,
      now: () => new Date(now()),
      limits: { timeoutMs: TIMEOUT_MS, attemptsMax: 1 },
    });
    const page = await client.listNotebooks({ limit: PAGE });
    const seen = page.data.length === PAGE ? `${PAGE} or more` : String(page.data.length);
    return fine(subject, `a signed read works: ${seen} notebooks of this user are visible`);
  } catch (error) {
    if (isAutomationError(error)) return told(subject, error);
    return problem(subject, `a signed read broke off: ${wordsOf(error)}`, "report it, with this line");
  }
}
