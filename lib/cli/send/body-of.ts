import { AutomationError } from "../../domain/errors.ts";
import { chatDelivery, type Saying } from "../../sources/chat-delivery.ts";
import { isSchemeId } from "../../sources/schemes.ts";
import { SIGNED_BY_OTHERS } from "../../sources/sign-opened.ts";
import { isRecordId, type SchemeId } from "../../sources/signature-records.ts";
import { readInput } from "../read-event.ts";
import type { Terminal } from "../terminal.ts";
import { isSignable, sayableSchemes } from "./signable-schemes.ts";

/** What is to be sent, and as whom. */
export interface Words {
  /** The file; with `as`, the words themselves, or the command of the button. */
  readonly file: string;
  readonly as: string | undefined;
  readonly saying: Saying;
  /** Name of the source. */
  readonly source: string;
}

function whyNot(scheme: SchemeId): string {
  const why = isRecordId(scheme) ? undefined : SIGNED_BY_OTHERS[scheme];
  return why ?? "it signs with a private key, which nobody but the platform has";
}

function unfit(text: string, { as, saying }: Words): AutomationError {
  const goes = as === undefined ? "" : `; it goes with ${sayableSchemes(saying).join(", ")}`;
  return new AutomationError("usage", `${text}${goes}`);
}

/**
 * The file, or what somebody says on the platform of the source. Throws `usage` where nothing can be signed as the sender, and
 * where nobody says anything through it.
 */
export async function bodyOf(
  scheme: string,
  { words, deliveryId }: { readonly words: Words; readonly deliveryId: string },
  terminal: Terminal,
): Promise<Uint8Array> {
  const { as: user, file, saying, source } = words;
  if (isSchemeId(scheme) && !isSignable(scheme))
    throw unfit(`--source: nothing can be signed as ${source} (${scheme}): ${whyNot(scheme)}`, words);
  if (user === undefined) return new TextEncoder().encode(await readInput(file, terminal));
  const said = { user, text: file, id: deliveryId, nowMs: terminal.now() };
  const body = isSchemeId(scheme) ? chatDelivery(scheme, said, saying) : null;
  if (body !== null) return body;
  const option = saying === "press" ? "--press: nobody presses a button" : "--as: nobody says anything";
  throw unfit(`${option} through ${source}, which is ${scheme}; name a file instead`, words);
}
