import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { FunctionGraphClient } from "./create-functiongraph-client.ts";

/** Which lines are read. */
export interface LogWindow {
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  /** At most 5,000. Default 500; of more, the newest are given. */
  readonly limit?: number;
}

/**
 * The newest log lines of a function within a time, oldest first. FunctionGraph itself tells only where they are; they
 * are read from LTS. Rejects with `not-found` for a function that writes no logs to LTS.
 */
export async function readFunctionLogs(
  client: FunctionGraphClient,
  urn: string,
  { fromMs, toMs, limit = 500 }: LogWindow,
): Promise<readonly string[]> {
  const detail = await client
    .call("ShowLogDetail", { path: { function_urn: urn } })
    .catch((error: unknown) => {
      if (isAutomationError(error) && error.code === "not-found") return null;
      throw error;
    });
  if (!detail?.group_id || !detail.stream_id) {
    throw new AutomationError(
      "not-found",
      `${urn}: no log stream; declare lts: true for the function and deploy`,
      {
        details: { field: "lts", retryable: false },
      },
    );
  }
  const page = await client.call("QueryLogs", {
    path: { log_group_id: detail.group_id, log_stream_id: detail.stream_id },
    body: { start_time: String(fromMs), end_time: String(toMs), limit, is_desc: true },
  });
  return (page.logs ?? []).map(({ content }) => content.trimEnd()).reverse();
}
