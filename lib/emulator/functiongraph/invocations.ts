import type { QueryLogsRequest } from "../../domain/functiongraph/function-request.ts";
import { changeFunction, withFunction } from "./find-function.ts";
import { answer, type FunctionGraphHandler, type FunctionGraphOutcome, written } from "./outcome.ts";
import type { EmulatedFunction, FunctionGraphState } from "./state.ts";

/** What a function does with an event; the emulator itself runs no code. */
export interface FunctionResult {
  /** As returned, already text. */
  readonly result: string;
  /** What it logged, without the platform's own lines. */
  readonly log?: string;
  readonly isError?: boolean;
}

/** Stands in for the code of a function. */
export type RunFunction = (name: string, event: unknown) => FunctionResult;

/** Answers with the event it was given. */
export const echo: RunFunction = (_, event) => ({ result: JSON.stringify(event), log: "echo" });

/** End of the log that goes into a header, in bytes. */
const LOG_TAIL_BYTES = 2000;

function logged(found: EmulatedFunction, content: string, now: number): EmulatedFunction["logLines"] {
  if (found.log === null) return found.logLines;
  return [...found.logLines, ...content.split("\n").map((line) => ({ at: now, content: line }))];
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text).slice(-LOG_TAIL_BYTES)));
}

/** `POST …/functions/{urn}/invocations`, answer format v1. */
export function invokeFunction(run: RunFunction): FunctionGraphHandler {
  return withFunction((state, { body, now }, { found }): FunctionGraphOutcome => {
    const requestId = `request-${state.nextId}`;
    const { result, log = "", isError = false } = run(found.config.func_name, body);
    const lines = [
      `${written(now)} Start invoke request '${requestId}', version: latest`,
      ...(log === "" ? [] : [`${written(now)} ${requestId} INFO ${log}`]),
      `${written(now)} Finish invoke request '${requestId}', duration: 1.000ms, billing duration: 1ms, memory used: 20.000MB, billing memory: ${found.config.memory_size}MB`,
    ];
    const text = lines.join("\n");
    const changed = changeFunction(state, found, { logLines: logged(found, text, now) });
    return {
      state: { ...changed, nextId: state.nextId + 1 },
      status: 200,
      body: { request_id: requestId, result, log: text, status: 200 },
      headers: {
        "X-Cff-Request-Id": requestId,
        "X-Cff-Function-Log": base64(text),
        "X-Cff-Invoke-Summary": `{"duration":"1.000ms"}`,
        "X-CFF-Billing-Duration": "1",
        "X-Cff-Response-Version": "v1",
        "X-Func-Err-Code": isError ? "4002" : "0",
        "X-Is-Func-Err": String(isError),
      },
    };
  });
}

/** `POST …/functions/{urn}/invocations-async`: the event is kept, and 202 answered. */
export const asyncInvokeFunction = withFunction((state, { body }, { found }) => {
  const requestId = `request-${state.nextId}`;
  const changed = changeFunction(state, found, { waiting: [...found.waiting, { requestId, event: body }] });
  return { state: { ...changed, nextId: state.nextId + 1 }, status: 202, body: { request_id: requestId } };
});

function linesOf(state: FunctionGraphState, groupId: string, streamId: string) {
  return [...state.functions.values()]
    .filter(({ log }) => log?.groupId === groupId && log.streamId === streamId)
    .flatMap(({ logLines }) => logLines);
}

/** `POST …/groups/{group}/streams/{stream}/content/query` of LTS. */
export const queryLogs: FunctionGraphHandler = (state, { params, body }) => {
  const { start_time, end_time, limit = 50, is_desc = false } = body as QueryLogsRequest;
  const lines = linesOf(state, params["log_group_id"] ?? "", params["log_stream_id"] ?? "");
  const found = lines
    .filter(({ at }) => at >= Number(start_time) && at <= Number(end_time))
    .map(({ at, content }, index) => ({ content, line_num: `${at}-${index}`, labels: {} }));
  const ordered = is_desc ? found.reverse() : found;
  return answer(state, { count: found.length, logs: ordered.slice(0, limit) });
};
