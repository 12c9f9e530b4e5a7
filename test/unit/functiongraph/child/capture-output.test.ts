import { describe, expect, it } from "vitest";
import { captureOutput } from "../../../../lib/functiongraph/child/capture-output.ts";

type Write = (chunk: unknown, ...more: unknown[]) => unknown;

function captured() {
  const records: string[] = [];
  const streams = { stdout: { write: (() => true) as unknown }, stderr: { write: (() => true) as unknown } };
  captureOutput(streams, (level, text) => void records.push(`${level}:${text}`));
  return { records, out: streams.stdout.write as Write, err: streams.stderr.write as Write };
}

describe("what a function prints", () => {
  it("is INFO from standard output and ERROR from standard error, without the line's end", () => {
    const { records, out, err } = captured();
    out("one\n");
    err("two");
    out("a\nb\n");
    expect(records).toEqual(["INFO:one", "ERROR:two", "INFO:a\nb"]);
  });

  it("may be bytes or text in another encoding", () => {
    const { records, out } = captured();
    out(new TextEncoder().encode("bytes"));
    out("6865782e", "hex");
    expect(records).toEqual(["INFO:bytes", "INFO:hex."]);
  });

  it("is answered by nothing and calls nobody back", () => {
    const { out } = captured();
    const called: string[] = [];
    expect(out("x", () => called.push("second"))).toBeUndefined();
    expect(out("x", "utf8", () => called.push("third"))).toBeUndefined();
    expect(called).toEqual([]);
  });
});
