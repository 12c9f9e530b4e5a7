import { createMessenger } from "../clients/channels/create-messenger.ts";
import type { MessengerSource, SendMail } from "../clients/channels/messenger-parts.ts";
import type { LinkMaker } from "../clients/channels/with-links.ts";
import { createPublisher, type PublishingProject } from "../clients/smn/create-publisher.ts";
import type { SourceConfig } from "../domain/policy.ts";
import { smnEndpoint } from "../domain/smn/publish.ts";
import type { Messenger } from "../ports/messenger.ts";
import { isSchemeId } from "../sources/schemes.ts";
import type { SourceSecret } from "../sources/secret-kinds.ts";
import { isEmulated, markEmulated } from "./mark-emulated.ts";
import { type ReadVariable, resolveReference } from "./references.ts";
import { type ClientParts, credentialsOf } from "./target-clients.ts";
import { entriesOf, resolveEntry, type SourceEntry } from "./webhook-sources.ts";

/** What a host's messenger is opened with. */
export interface OpenMessengerParts extends ClientParts {
  /** Sends e-mail, on hosts that can. Default: none is sent. */
  readonly mail?: SendMail;
  /** Makes links for channels that have no buttons. Default: there are none. */
  readonly links?: LinkMaker;
}

/** A secret that is there; an executor need not have all those that the endpoint verifies with. */
function secretHere(scheme: string, entry: SourceEntry, env: ReadVariable): readonly SourceSecret[] {
  if (!isSchemeId(scheme)) return [];
  try {
    return [resolveEntry(scheme, entry, env)];
  } catch {
    // What needs it says so when it is needed.
    return [];
  }
}

function commentOf({ comment }: SourceConfig, env: ReadVariable): MessengerSource["comment"] {
  if (comment === null) return null;
  try {
    return { url: comment.url, user: comment.user, token: resolveReference(comment.token, env) };
  } catch {
    return null;
  }
}

function sourceOf(source: SourceConfig, env: ReadVariable): MessengerSource {
  const { name, scheme, callbackHosts } = source;
  const secrets = entriesOf(source).flatMap((entry) => secretHere(scheme, entry, env));
  return { name, scheme, secrets, callbackHosts, comment: commentOf(source, env) };
}

function projectsOf(parts: ClientParts): readonly PublishingProject[] {
  const { config, env } = parts;
  return config.targets.map((target) => ({
    region: target.region,
    projectId: resolveReference(target.project, env),
    endpoint:
      target.endpoint === null
        ? smnEndpoint(target.cloud, target.region)
        : resolveReference(target.endpoint, env),
    credentials: credentialsOf(target, parts),
  }));
}

/**
 * Opens the messenger of a host: its sources with the secrets that are there, its targets for SMN, and e-mail where the
 * host sends any. What it says is marked where every target is emulated. Throws for a target whose project is not set, as the clouds of the host do.
 */
export function openMessenger(parts: OpenMessengerParts): Messenger {
  const { config, env, transport, now, mail, links } = parts;
  const messenger = createMessenger({
    ...{ env, transport, now },
    sources: config.sources.map((source) => sourceOf(source, env)),
    publish: createPublisher({ projects: projectsOf(parts), transport, now }),
    ...(mail ? { mail } : {}),
    ...(links ? { links } : {}),
  });
  return isEmulated(config, env) ? markEmulated(messenger) : messenger;
}
