import type { ReadVariable } from "../compose/references.ts";
import { entriesOf, resolveEntry } from "../compose/webhook-sources.ts";
import type { Config } from "../domain/config.ts";
import { AutomationEvent } from "../domain/event.ts";
import { openReply, type SealingSecret, sealingKey, sealReply } from "../signing/seal.ts";
import { CALLBACK_REMOVED, hideCallback } from "../sources/hide-callback.ts";
import { isSchemeId } from "../sources/schemes.ts";
import type { Terminal } from "./terminal.ts";

/** The configuration that a file is taken in under, and where its secrets are looked up. */
export interface SealingSession {
  readonly config: Config;
  readonly env: ReadVariable;
}

/** The secrets of a source that are set here; a command that reads a file need not have all of them. */
function secretsHere(name: string, { config, env }: SealingSession): readonly SealingSecret[] {
  const source = config.sources.find((known) => known.name === name);
  if (source === undefined || !isSchemeId(source.scheme)) return [];
  const { scheme } = source;
  return entriesOf(source).flatMap((entry) => {
    try {
      return [resolveEntry(scheme, entry, env)];
    } catch {
      // Without any of them the address is taken out, and that is told.
      return [];
    }
  });
}

function whyLost(name: string, { config }: SealingSession): string {
  if (config.sources.some((known) => known.name === name))
    return `no secret of source ${name} is set here to seal it with; set it where this command runs`;
  const rule = `${JSON.stringify(name.slice(0, 80))} is no source of the configuration`;
  return `${rule}, so nothing could seal it or sign what is sent there; name one as "source" in the file`;
}

/**
 * An event from a file with the address for its result sealed, as that of a webhook is: it may hold a key, and the log
 * keeps the event. It is sealed with the secret of the source that the file names. Where there is none it is taken out, and a
 * line says so. What the log has sealed already stays as it is.
 */
export function sealCallback(
  event: AutomationEvent,
  session: SealingSession,
  terminal: Terminal,
): AutomationEvent {
  const { data } = event;
  const address = "callback_url" in data ? data["callback_url"] : undefined;
  if (address === undefined || address === CALLBACK_REMOVED) return event;
  const secrets = secretsHere(event.source, session);
  if (typeof address === "string" && openReply(address, secrets) !== null) return event;
  const key = sealingKey(secrets);
  const hidden = hideCallback({ ...data }, (handle) => (key === null ? null : sealReply(handle, key)));
  if (hidden["callback_url"] === CALLBACK_REMOVED) {
    terminal.err(`curfew: callback_url was taken out of the event: ${whyLost(event.source, session)}`);
  }
  return AutomationEvent.parse({ ...event, data: hidden });
}
