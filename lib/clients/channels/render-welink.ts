import type { LinkedNotice } from "./linked-notice.ts";
import type { Form } from "./passages.ts";
import { plainMessage } from "./plain-message.ts";

/** A text holds 500 characters. */
const FORM: Form = { sizeMax: 500, titleMax: 120, passagesMax: 3 };

/** A link takes half of it, so that there is room for one notice. */
const LINKED_FORM: Form = { ...FORM, passagesMax: 1 };

/** Notices as a text of a WeLink group robot. `uuid` is the same for every attempt. */
export function renderWelink(
  notices: readonly LinkedNotice[],
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): object {
  const isLinked = notices.some(({ links = [] }) => links.length > 0);
  return {
    messageType: "text",
    content: { text: plainMessage(notices, isLinked ? LINKED_FORM : FORM).text },
    ...{ timeStamp: nowMs, uuid: id, isAt: false, isAtAll: false, atAccounts: [] },
  };
}
