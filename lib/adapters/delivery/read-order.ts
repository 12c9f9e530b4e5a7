import { ActionRequestEvent } from "../../domain/event.ts";
import { isJsonObject, type JsonObject } from "../../sources/json-path.ts";
import type { MessageDraft, MessageReader } from "./message-draft.ts";
import type { Refused } from "./unwrap-message.ts";

/** Whatever names one of these means to be an order, so that it is told which rule it breaks. */
const ORDER_KEYS = Object.keys(ActionRequestEvent.shape.data.shape);

const isOrder = (value: JsonObject) => ORDER_KEYS.some((key) => key in value);

/** The key that makes an order the same one when it comes twice: `id` or `key`, a text or a number. */
function keyOf({ id, key }: JsonObject): { readonly given: string } | null | Refused {
  const given = id ?? key ?? null;
  if (given === null) return null;
  if (typeof given !== "string" && typeof given !== "number") return { refused: "id: a text" };
  return { given: String(given) };
}

/** An order with its own key and time; `data` as the sender wrote it. */
export function orderDraft(given: JsonObject, data: unknown): MessageDraft | Refused {
  const id = keyOf(given);
  if (id !== null && "refused" in id) return id;
  return { type: "action.request", id, time: given["time"] ?? null, data };
}

/** Reads an order: `{ verb, resource, … }` with `id` or `key` beside it, or with the order under `data`. */
export const readOrder: MessageReader = ({ body }) => {
  const { id, key, time, ...rest } = body;
  if (isOrder(rest)) return orderDraft(body, rest);
  const { data } = body;
  return isJsonObject(data) && isOrder(data) ? orderDraft(body, data) : undefined;
};
