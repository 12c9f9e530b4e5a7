import type { CallInput } from "../clients/cloud-call.ts";
import { createModelArtsCalls } from "../clients/modelarts/calls.ts";
import type { ModelArtsClient } from "../clients/modelarts/client.ts";
import { createModelArtsListings } from "../clients/modelarts/listings.ts";
import type { SignedClient } from "../clients/signed-client.ts";
import { AutomationError } from "../domain/errors.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";

function refuseWrites(name: OperationName): void {
  // Asked the other way round, so that a name which is not in the table is refused like a write.
  if (Object.hasOwn(OPERATIONS, name) && OPERATIONS[name].effect === "read") return;
  throw new AutomationError("not-allowed", `${name}: this client only reads`, {
    details: { operation: name, rule: "reads only", ambiguous: false, retryable: false },
  });
}

/** The same client behind a wall: every operation that is not a read is refused before it is even signed. */
export function readOnlyClient(client: ModelArtsClient): ModelArtsClient {
  const signed: SignedClient = {
    call: async (name, input, options) => {
      refuseWrites(name);
      return client.signed.call(name, input, options);
    },
    prepare: async <N extends OperationName>(name: N, input?: CallInput<N>) => {
      refuseWrites(name);
      return client.signed.prepare(name, input);
    },
  };
  // Calls and listings are put together anew, on top of the wall: the ones of `client` would go around it.
  const calls = createModelArtsCalls(signed);
  return { ...calls, listings: createModelArtsListings(calls), signed, close: client.close };
}
