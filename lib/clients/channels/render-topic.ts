import { PUBLISH_BYTES_MAX } from "../../domain/smn/publish.ts";
import { fitText } from "./fit-text.ts";
import type { LinkedNotice } from "./linked-notice.ts";
import type { Form } from "./passages.ts";
import { plainMessage } from "./plain-message.ts";

/** Far below what SMN takes: a mail or a short message is meant to be read. */
const FORM: Form = { unit: "bytes", sizeMax: 60_000, titleMax: 600, passagesMax: 50 };

/** Notices as a message of a topic of SMN: a subject of at most 512 bytes, and text. */
export function renderTopic(notices: readonly LinkedNotice[]): {
  readonly subject: string;
  readonly message: string;
} {
  const { subject, text } = plainMessage(notices, FORM);
  return { subject: fitText(subject, { max: PUBLISH_BYTES_MAX.subject, unit: "bytes" }), message: text };
}
