import { type ReadVariable, resolveReference } from "../../compose/references.ts";
import { credentialsOf } from "../../compose/target-clients.ts";
import { endpointOf } from "../../domain/clouds.ts";
import type { Target } from "../../domain/target.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { checkClock } from "./check-clock.ts";
import { checkRead } from "./check-read.ts";
import { type Finding, fine, problem, warning, wordsOf } from "./finding.ts";

/** What targets are looked at with. */
export interface TargetSurroundings {
  readonly env: ReadVariable;
  readonly readFile: (path: string) => Promise<string>;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A value that was found, or the finding that says why not. */
type Found<T> = { readonly value: T } | { readonly finding: Finding };

async function attempt<T>(subject: string, wayOut: string, work: () => T | Promise<T>): Promise<Found<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { finding: problem(subject, wordsOf(error), wayOut) };
  }
}

async function findCredentials(
  target: Target,
  around: TargetSurroundings,
): Promise<Found<CredentialsProvider>> {
  const subject = `target ${target.name}, credentials`;
  if (target.credentials === "agency") {
    const text =
      "agency: credentials that are only there inside a function, so calls cannot be tried from here";
    return { finding: warning(subject, text, "invoke the function itself to try them") };
  }
  return attempt(subject, "set them where Curfew runs, or name others in the configuration", async () => {
    const provider = credentialsOf(target, around);
    await provider();
    return provider;
  });
}

function findProject(target: Target, { env }: TargetSurroundings): Promise<Found<string>> {
  return attempt(`target ${target.name}, project`, "set it, or write the project id itself", () =>
    resolveReference(target.project, env),
  );
}

function findOrigin(target: Target, { env }: TargetSurroundings): Promise<Found<string>> {
  return attempt(`target ${target.name}, endpoint`, "correct region or endpoint of the target", () =>
    target.endpoint === null
      ? endpointOf(target.cloud, "modelarts", target.region)
      : resolveReference(target.endpoint, env),
  );
}

function stated<T>(subject: string, found: Found<T>, text: string): Finding {
  return "finding" in found ? found.finding : fine(subject, text);
}

/** Credentials, project, endpoint, clock and one signed read of a target. */
export async function checkTarget(target: Target, around: TargetSurroundings): Promise<readonly Finding[]> {
  const subject = `target ${target.name}`;
  const [credentials, project, origin] = await Promise.all([
    findCredentials(target, around),
    findProject(target, around),
    findOrigin(target, around),
  ]);
  const own = [
    stated(`${subject}, credentials`, credentials, `found (${target.credentials})`),
    stated(`${subject}, project`, project, "found"),
  ];
  if ("finding" in origin) return [...own, origin.finding];
  const { transport, now } = around;
  const clock = checkClock({ subject: `${subject}, endpoint`, origin: origin.value, transport, now });
  // Without both there is nothing to sign with, and that has been told.
  if ("finding" in credentials || "finding" in project) return [...own, await clock];
  const read = checkRead({
    subject: `${subject}, read`,
    target,
    endpoint: target.endpoint === null ? undefined : origin.value,
    projectId: project.value,
    credentials: credentials.value,
    transport,
    now,
  });
  return [...own, await clock, await read];
}
