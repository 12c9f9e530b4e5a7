import { createSenderAddresses } from "../clients/sender-addresses.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Pause } from "../domain/pause.ts";
import type { SenderAddresses } from "../ports/sender-addresses.ts";
import type { Accepted } from "../ports/status-log.ts";
import { readPause } from "../shell/read-pause.ts";
import { createBucketInbox } from "../stores/object/create-bucket-inbox.ts";
import { createBucketPause } from "../stores/object/holds-and-pause.ts";
import { runOf } from "./run-of.ts";
import type { Surroundings } from "./surroundings.ts";
import { type ResolvedSource, resolveSources } from "./webhook-sources.ts";

/** Taking events in. It needs the bucket alone, and neither opens the log nor knows a policy. */
export interface Intake {
  /** Senders with their secrets, looked up when first asked for: what takes in no webhooks has none. */
  sources(): readonly ResolvedSource[];
  /** Puts an event down, durably; the executor takes it into the log. */
  put(event: AutomationEvent): Promise<Accepted>;
  /** Never rejects; a switch that cannot be read counts as set. */
  readPause(): Promise<Pause>;
  /** Where senders keep keys and confirmations. */
  readonly addresses: SenderAddresses;
  /** Asks for the executor. */
  goOn(): Promise<void>;
}

/** Puts together what takes events in. `sources` throws `missing-credentials` for a secret that is not there. */
export function composeIntake({ config, env, bucket, transport, now, goOn }: Surroundings): Intake {
  const inbox = createBucketInbox(bucket);
  const pause = createBucketPause(bucket);
  const known: { sources?: readonly ResolvedSource[] } = {};
  return {
    sources: () => {
      known.sources ??= resolveSources(config, env);
      return known.sources;
    },
    put: async (event) => {
      await inbox.put(event);
      return { outcome: "new", run: runOf(event) };
    },
    readPause: () => readPause(pause),
    addresses: createSenderAddresses({ transport, now }),
    goOn,
  };
}
