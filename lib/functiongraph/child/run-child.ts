import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { frameReader } from "../frame-reader.ts";
import {
  type Answer,
  CHILD_READS_FD,
  CHILD_WRITES_FD,
  type ChildFrame,
  type ChildRequest,
} from "../protocol.ts";
import { captureOutput } from "./capture-output.ts";
import { makeContext } from "./make-context.ts";
import { makeLogger } from "./make-logger.ts";
import { runHandler } from "./run-handler.ts";
import { runInitializer } from "./run-initializer.ts";
import { readSettings } from "./settings.ts";

/** The process this runs in; given, so that nothing here reaches for it by itself. */
export interface ChildProcessParts {
  readonly process: NodeJS.Process;
  /** `require` of a file in this process. */
  readonly load: (path: string) => unknown;
  readonly now: () => number;
}

/** Written at once and in order, so that nothing is lost when the function ends its process a moment later. */
function writeFrame(frame: ChildFrame): void {
  const bytes = Buffer.from(`${JSON.stringify(frame)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(CHILD_WRITES_FD, bytes, at);
}

/** The program of the child process: waits for requests, one at a time, and answers each. */
export function runChild(parts: ChildProcessParts): void {
  const { process, load, now } = parts;
  const settings = readSettings(process.env);
  const emit = (line: string) => writeFrame({ type: "log", line });
  const note = (text: string) => writeFrame({ type: "note", text });
  // One id for the whole process, as on the platform: what is printed after an answer carries the id of the last call.
  const current = { requestId: "" };

  captureOutput(process, (level, text) => emit(`${current.requestId} ${level} ${text}`));

  const perform = async (request: ChildRequest): Promise<Answer> => {
    current.requestId = request.call.requestId;
    const host = { now, emit };
    const context = makeContext(settings, request.call, host);
    const answer =
      request.type === "initialize"
        ? await runInitializer({ settings, context, load, note })
        : await runHandler({ settings, context, load, note, event: request.event });
    if ("error" in answer) {
      const { errorMessage, stackTrace = [] } = answer.error;
      makeLogger(request.call.requestId, host).error([errorMessage, ...stackTrace].join("\n"));
    }
    return answer;
  };

  const reader = frameReader<ChildRequest>((request) => {
    void perform(request).then((answer) =>
      writeFrame({ type: "answer", answer, rssBytes: process.memoryUsage.rss() }),
    );
  });
  const input = new Socket({ fd: CHILD_READS_FD, readable: true, writable: false });
  input.on("data", reader);
  // Whoever started this process is gone.
  input.on("close", () => process.exit(0));
  writeFrame({ type: "ready" });
}
