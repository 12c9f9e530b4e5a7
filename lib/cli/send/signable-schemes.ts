import { chatSchemes, type Saying } from "../../sources/chat-delivery.ts";
import { isSchemeId } from "../../sources/schemes.ts";
import { SIGNED_BY_OTHERS } from "../../sources/sign-opened.ts";
import { isRecordId, type SchemeId, signatureRecords } from "../../sources/signature-records.ts";

/** Whether anything that a configuration holds can sign for a sender; not where only the sender has the key. */
export function isSignable(scheme: SchemeId): boolean {
  if (!isRecordId(scheme)) return SIGNED_BY_OTHERS[scheme] === undefined;
  return signatureRecords(scheme).some(({ algorithm }) => algorithm !== "ed25519");
}

/** Schemes in which somebody can be made to say something, or to press a button. */
export function sayableSchemes(saying: Saying): readonly string[] {
  return chatSchemes(saying).filter((scheme) => isSchemeId(scheme) && isSignable(scheme));
}
