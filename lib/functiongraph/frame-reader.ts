const NEWLINE = 10;

/**
 * Takes a stream of bytes apart into frames, one JSON object a line. A line that is no JSON is dropped: only a function
 * that writes to the descriptor by itself can make one, and that must not end whoever reads.
 */
export function frameReader<Frame>(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  const pending: Buffer[] = [];
  const read = (line: Buffer): Frame | undefined => {
    try {
      return JSON.parse(line.toString("utf8")) as Frame;
    } catch {
      return undefined;
    }
  };
  return (chunk) => {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      pending.push(rest.subarray(0, end));
      const frame = read(Buffer.concat(pending.splice(0)));
      rest = rest.subarray(end + 1);
      if (frame !== undefined) onFrame(frame);
    }
    if (rest.length > 0) pending.push(rest);
  };
}
