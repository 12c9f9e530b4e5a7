import { splitRecord } from "../split-record.ts";

/** The part of a stream that is replaced. */
interface Output {
  write: unknown;
}

/**
 * Replaces `write` of standard output and standard error the way the platform does: records without a time, the former
 * INFO, the latter ERROR. Nothing is returned and a callback is never called, so that a library which waits for either
 * stands still here as it does there.
 */
export function captureOutput(
  streams: { readonly stdout: Output; readonly stderr: Output },
  record: (level: "INFO" | "ERROR", text: string) => void,
): void {
  const replacement = (level: "INFO" | "ERROR") => (chunk: unknown, encoding?: unknown) => {
    const text =
      chunk instanceof Uint8Array
        ? Buffer.from(chunk).toString("utf8")
        : typeof encoding === "string" && encoding !== "utf8"
          ? Buffer.from(String(chunk), encoding as BufferEncoding).toString("utf8")
          : String(chunk);
    for (const piece of splitRecord(text)) record(level, piece);
  };
  streams.stdout.write = replacement("INFO");
  streams.stderr.write = replacement("ERROR");
}
