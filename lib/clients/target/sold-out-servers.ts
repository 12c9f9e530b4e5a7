import { isAutomationError } from "../../domain/errors.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { FLAVORS_LIFE_MS } from "./known-facts.ts";

/**
 * Flavors of DevServers that cannot be had in any zone. The list repeats a flavor for each zone and way of paying, and a
 * machine may be started wherever it stands, so one line that can be had is enough. It is one call, kept for a while; a
 * list that could not be read says nothing and is asked for again next time.
 */
export function soldOutServers({
  client,
  now,
}: {
  readonly client: BuiltModelArtsClient;
  readonly now: () => number;
}): (options: CallOptions) => Promise<ReadonlySet<string>> {
  let kept: { readonly soldOut: ReadonlySet<string>; readonly atMs: number } | undefined;
  return async (options) => {
    if (kept && now() - kept.atMs < FLAVORS_LIFE_MS) return kept.soldOut;
    try {
      const { data } = await client.listDevServerFlavors({}, options);
      const had = new Set(data.filter((line) => line.is_sold_out !== true).map(({ flavor }) => flavor));
      const gone = data.map(({ flavor }) => flavor ?? "").filter((flavor) => !had.has(flavor));
      kept = { soldOut: new Set(gone), atMs: now() };
      return kept.soldOut;
    } catch (error) {
      if (!isAutomationError(error)) throw error;
      return new Set();
    }
  };
}
