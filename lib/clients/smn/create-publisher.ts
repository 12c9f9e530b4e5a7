import { publishPath } from "../../domain/smn/publish.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { percentEncode } from "../../signing/percent-encoding.ts";
import { signRequest } from "../../signing/sign-request.ts";
import type { PublishMessage } from "../channels/messenger-parts.ts";
import { refusal } from "../channels/outcome.ts";
import { postMessage } from "../channels/post-message.ts";

/** One project that may publish, with the keys to do it. */
export interface PublishingProject {
  readonly region: string;
  readonly projectId: string;
  /** Origin of SMN there. */
  readonly endpoint: string;
  readonly credentials: CredentialsProvider;
}

/** What the publisher is built from. */
export interface PublisherOptions {
  readonly projects: readonly PublishingProject[];
  readonly transport: HttpTransport;
  readonly now: () => number;
}

/** A topic belongs to a region and a project; another project of the region may have been given leave to publish. */
function projectFor(urn: string, projects: readonly PublishingProject[]): PublishingProject | undefined {
  const [, , region, projectId] = urn.split(":");
  const near = projects.filter((project) => project.region === region);
  return near.find((project) => project.projectId === projectId) ?? near[0];
}

/** Publishes messages on topics of SMN: one signed call each, and no repetition. */
export function createPublisher({ projects, transport, now }: PublisherOptions): PublishMessage {
  return async ({ urn, subject, message }) => {
    const where = `topic ${urn.split(":").at(-1)} of SMN`;
    const project = projectFor(urn, projects);
    if (project === undefined) return refusal(`${where} was not called: no target lies in its region`);
    const url = `${project.endpoint.replace(/\/$/, "")}${publishPath(project.projectId, percentEncode(urn))}`;
    const body = JSON.stringify({ subject, message });
    const given = { "Content-Type": "application/json", "X-Project-Id": project.projectId };
    const credentials = await Promise.resolve(project.credentials()).catch(() => null);
    if (credentials === null) return refusal(`${where} was not called: the keys of its target are not there`);
    const headers = signRequest({
      ...{ method: "POST", url, headers: given, credentials, date: new Date(now()) },
      body: new TextEncoder().encode(body),
    });
    return postMessage({ where, url, headers, body }, { transport, now });
  };
}
