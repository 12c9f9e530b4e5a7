import { CLOUDS, type Cloud } from "../../domain/clouds.ts";
import { isAutomationError } from "../../domain/errors.ts";
import type { Measurement } from "../../domain/facts.ts";
import type { Notebook } from "../../domain/modelarts/notebook-response.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import { askNotebook, JUPYTER_LIMITS } from "../jupyter/ask-notebook.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";

/** Notebooks asked at a time. */
const AT_ONCE = 8;

/** How notebooks are asked. */
export interface JupyterOptions extends CallOptions {
  readonly cloud: Cloud;
  readonly transport: HttpTransport;
  readonly nowMs: number;
  readonly windowMs: number;
  readonly now: () => number;
}

/** Whether kernels and terminals are all that can ever be known: no metrics, and nobody can come in by SSH. */
function standsAlone({ endpoints }: Notebook, cloud: Cloud): boolean {
  if (CLOUDS[cloud].aomContainerMetrics) return false;
  return !(endpoints ?? []).some(({ service }) => service?.toUpperCase() !== "NOTEBOOK");
}

/** A failure leaves the votes out; that a machine could not be shown is told by whoever needs to know it. */
async function askOne(
  client: BuiltModelArtsClient,
  { id }: Resource,
  options: JupyterOptions,
): Promise<readonly Measurement[]> {
  const { cloud, transport, nowMs, windowMs, now, ...call } = options;
  try {
    // Read anew each time: the token is used while it is in hand and never kept.
    const shown = await client.showNotebook(id, call);
    const { url, token } = shown;
    if (!url || !token) return [];
    const leftMs = (call.bounds?.deadlineMs ?? Number.POSITIVE_INFINITY) - now();
    const timeoutMs = Math.min(JUPYTER_LIMITS.timeoutMs, leftMs);
    const alone = standsAlone(shown, cloud);
    return await askNotebook({ url, token }, { transport, nowMs, windowMs, timeoutMs, alone });
  } catch (error) {
    if (isAutomationError(error)) return [];
    throw error;
  }
}

/** Asks notebooks themselves what goes on in them. Never rejects for what a notebook or the cloud does. */
export async function measureJupyter(
  client: BuiltModelArtsClient,
  notebooks: readonly Resource[],
  options: JupyterOptions,
): Promise<ReadonlyMap<ResourceRef, readonly Measurement[]>> {
  const told = new Map<ResourceRef, readonly Measurement[]>();
  for (let start = 0; start < notebooks.length; start += AT_ONCE) {
    const some = notebooks.slice(start, start + AT_ONCE);
    const answers = await Promise.all(some.map((notebook) => askOne(client, notebook, options)));
    for (const [index, votes] of answers.entries()) {
      const ref = some[index]?.ref;
      if (ref !== undefined && votes.length > 0) told.set(ref, votes);
    }
  }
  return told;
}
