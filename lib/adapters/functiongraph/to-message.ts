import { sha256 } from "../../signing/sha256.ts";
import type { DeliveredMessage } from "../delivery/delivery.ts";

/** Longest id that is kept as it is, in characters; the claim of an event holds 256. */
const ID_LENGTH_MAX = 200;
/** Longest origin, in characters. */
const ORIGIN_LENGTH_MAX = 200;

/** Stands for a part of an event that nests too deeply to be written as text again. */
const UNREADABLE = '{"unreadable":"nested too deeply"}';

/** A text as it is, anything else as JSON text. A member of a batch never fails the batch, so this never throws. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return UNREADABLE;
  }
}

/** One id out of several parts, `null` when one is missing. One that is too long to be claimed is hashed. */
export function idOf(...parts: readonly (string | null)[]): string | null {
  if (parts.includes(null)) return null;
  const id = parts.join("/");
  return id.length <= ID_LENGTH_MAX ? id : `sha256:${sha256(id, "hex")}`;
}

/** What is known of a message beside its text. */
export interface MessageParts {
  /** Kind of trigger, `kafka`. */
  readonly from: string;
  /** Topic, bucket or stream; left out of the origin where it is not named. */
  readonly place?: string | null;
  /** Default: `null`. */
  readonly id?: string | null;
  /** Milliseconds since the epoch. Default: `null`. */
  readonly timeMs?: number | null;
}

/** A message as every platform has it, with {@link textOf} the given body. */
export function toMessage(body: unknown, parts: MessageParts): DeliveredMessage {
  const { from, place = null, id = null, timeMs = null } = parts;
  return {
    id,
    body: textOf(body),
    origin: (place === null ? from : `${from}:${place}`).slice(0, ORIGIN_LENGTH_MAX),
    time: timeMs === null ? null : new Date(timeMs).toISOString(),
  };
}
