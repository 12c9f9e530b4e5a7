import type { AutomationEvent } from "../../domain/event.ts";
import type { HttpRecord } from "../web/http-record.ts";

/** One message of a queue or a topic, as plain data. */
export interface DeliveredMessage {
  /** Id that the platform gives it and keeps over redeliveries; `null` where there is none (Kafka triggers). */
  readonly id: string | null;
  /** Its text; already decoded where the platform encodes it. */
  readonly body: string;
  /** Where it came from, for the log: `kafka:orders`, `sqs:curfew-inbox`. */
  readonly origin: string;
  /** ISO 8601 in UTC, when the platform took it in; `null` where it does not say. */
  readonly time: string | null;
}

/**
 * What invoked a function, free of the platform's shape. `unknown`: nobody recognises it; `shape` names its keys and
 * their types, never a value, so that the log can tell what came.
 */
export type Delivery =
  | { readonly kind: "http"; readonly request: HttpRecord }
  | {
      readonly kind: "tick";
      /** The slot that the clock meant, milliseconds since the epoch; delivered twice it is the same. */
      readonly slotMs: number;
      /** Name of the trigger or rule. */
      readonly name: string;
    }
  | { readonly kind: "messages"; readonly messages: readonly DeliveredMessage[] }
  | { readonly kind: "events"; readonly events: readonly AutomationEvent[] }
  /** Curfew itself asks to be gone on with. */
  | { readonly kind: "work" }
  | { readonly kind: "unknown"; readonly shape: string };
