/** Longest text within a line, and longest line: CloudWatch cuts at 256 kB, and half a line is no JSON. */
const TEXT_CHARS_MAX = 16_384;
const LINE_CHARS_MAX = 200_000;

/** Takes one operational line. */
export type LogLine = (line: Readonly<Record<string, unknown>>) => void;

/** What stands in every line. */
export interface LineFrame {
  readonly now: () => number;
  readonly requestId: string;
  readonly traceparent: string | null;
}

function shortened(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" && value.length > TEXT_CHARS_MAX
    ? `${value.slice(0, TEXT_CHARS_MAX)}…`
    : value;
}

function textOf(head: object, line: object): string {
  try {
    const text = JSON.stringify({ ...head, ...line }, shortened);
    if (text.length <= LINE_CHARS_MAX) return text;
  } catch {
    // Something in it holds itself; the line still says that there was one.
  }
  return JSON.stringify({
    ...head,
    what: "a line that could not be written",
    fields: Object.keys(line).slice(0, 30),
  });
}

/** A writer of JSON lines: time, request id and trace first, then what it is told. `write` gets whole lines. */
export function createLineWriter(write: (text: string) => void, frame: LineFrame): LogLine {
  return (line) => {
    const { requestId, traceparent } = frame;
    const head = {
      time: new Date(frame.now()).toISOString(),
      requestId,
      ...(traceparent ? { traceparent } : {}),
    };
    write(`${textOf(head, line)}\n`);
  };
}
