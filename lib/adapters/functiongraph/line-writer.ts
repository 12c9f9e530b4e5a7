import type { FunctionGraphContext } from "./context.ts";

/** An operational line. */
export type Line = Readonly<Record<string, unknown>>;

/** The platform cuts a record here, in characters, and would leave two halves of JSON. */
const RECORD_LENGTH_MAX = 92_160;
/** What the platform puts in front of a record: time, request id and level. */
const PREFIX_LENGTH_MAX = 1_024;
const LINE_LENGTH_MAX = RECORD_LENGTH_MAX - PREFIX_LENGTH_MAX;
/** Characters of a long line in one part: as a text inside JSON they can be twice as many. */
const PART_LENGTH = 44_000;
/** Most parts of one line; the rest of it is left out, and the last part says so. */
const PARTS_MAX = 10;

function jsonOf(head: Line, line: Line): string {
  try {
    return JSON.stringify({ ...head, ...line });
  } catch {
    return JSON.stringify({ ...head, what: "a line that is no JSON was left out" });
  }
}

/** A line that is too long, as lines of their own: `text` of all parts, one behind the other, is the line. */
function partsOf(head: Line, json: string): readonly string[] {
  const parts = Math.min(PARTS_MAX, Math.ceil(json.length / PART_LENGTH));
  const isCut = json.length > PART_LENGTH * PARTS_MAX;
  return Array.from({ length: parts }, (_, index) =>
    JSON.stringify({
      ...head,
      part: index + 1,
      parts,
      ...(isCut && index === parts - 1 ? { cut: true } : {}),
      text: json.slice(index * PART_LENGTH, (index + 1) * PART_LENGTH),
    }),
  );
}

/**
 * Writes JSON lines with the request id and, where given, the trace through the platform's logger: a line on stdout
 * carries the id of whichever call is current in the process. Lines with an `error` have the level ERROR, the others
 * INFO. A line of more than 91,136 characters becomes several, `{requestId, part, parts, text}`; of one of more than
 * 440,000 the rest is left out. Writing never throws because of what is written.
 *
 * @param traceparent W3C Trace Context of the call.
 */
export function lineWriter(
  context: Pick<FunctionGraphContext, "getLogger" | "getRequestID">,
  traceparent?: string,
): (line: Line) => void {
  const logger = context.getLogger();
  const requestId = context.getRequestID();
  const head = traceparent === undefined ? { requestId } : { requestId, traceparent };
  return (line) => {
    const json = jsonOf(head, line);
    const texts = json.length > LINE_LENGTH_MAX ? partsOf(head, json) : [json];
    for (const text of texts) {
      if ("error" in line) logger.error(text);
      else logger.info(text);
    }
  };
}
