import { AutomationEvent, EVENT_BYTES_MAX } from "../domain/event.ts";
import { DATA_DEPTH_MAX, isTooDeep, withoutPasswords } from "../domain/password-fields.ts";
import type { EventDraft } from "./parser.ts";
import type { RefusalCode } from "./refusals.ts";

/** Longest detail about a broken rule. */
const DETAIL_CHARS_MAX = 200;

/** What a draft does not say about its event. */
export interface EventOrigin {
  /** The source's name in the config. */
  readonly name: string;
  /** Stands in when the sender does not say when it happened. */
  readonly receivedAtMs: number;
}

/** An event of the domain, or the rule that the draft breaks. */
export type Completed =
  | { readonly ok: true; readonly event: AutomationEvent }
  | { readonly ok: false; readonly code: RefusalCode; readonly detail: string };

/** The passes of an alert are counted by us: a sender that numbered its own would keep people from being told. */
function withoutPass({ type, data }: EventDraft): EventDraft["data"] {
  if (type !== "budget.alert") return data;
  const { again: _, ...rest } = data;
  return rest;
}

/**
 * Completes a draft and holds it against the domain's schema; nothing leaves the sources without it. Passwords are taken
 * out here, since an event is written into the log; an order with one is refused by its schema.
 */
export function toEvent(draft: EventDraft, origin: EventOrigin): Completed {
  if (isTooDeep(draft.data)) {
    return { ok: false, code: "unsupported-event", detail: `data: at most ${DATA_DEPTH_MAX} levels deep` };
  }
  const result = AutomationEvent.safeParse({
    specversion: "1.0",
    id: draft.id,
    source: origin.name,
    type: draft.type,
    time: new Date(draft.timeMs ?? origin.receivedAtMs).toISOString(),
    ...(draft.subject !== null && { subject: draft.subject }),
    trigger: "webhook",
    data: draft.type === "action.request" ? draft.data : withoutPasswords(withoutPass(draft)),
  });
  if (!result.success) {
    const [issue] = result.error.issues;
    const detail = `${issue?.path.join(".")}: ${issue?.message}`.slice(0, DETAIL_CHARS_MAX);
    return { ok: false, code: "unsupported-event", detail };
  }
  // Parsing may lengthen: `1e20` is four characters and becomes twenty-one.
  const bytes = Buffer.byteLength(JSON.stringify(result.data.data));
  if (bytes > EVENT_BYTES_MAX)
    return { ok: false, code: "too-large", detail: `data: ${EVENT_BYTES_MAX} bytes at most` };
  return { ok: true, event: result.data };
}
