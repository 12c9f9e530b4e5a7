import { describe, expect, it } from "vitest";
import { lineWriter } from "../../../../lib/adapters/functiongraph/line-writer.ts";
import { functionGraphContext, REQUEST_ID } from "../../../fixtures/functiongraph-context.ts";

const RECORD_LENGTH_MAX = 92_160;

function written(line: Record<string, unknown>, traceparent?: string) {
  const { context, records } = functionGraphContext();
  lineWriter(context, traceparent)(line);
  return records;
}

const parsed = (texts: readonly { readonly text: string }[]) => texts.map(({ text }) => JSON.parse(text));

describe("a line of the log", () => {
  it("is JSON with the request id and the trace", () => {
    const records = written({ what: "refused", code: "bad-signature" }, "00-trace");
    expect(records.map(({ level }) => level)).toEqual(["info"]);
    expect(parsed(records)).toEqual([
      { requestId: REQUEST_ID, traceparent: "00-trace", what: "refused", code: "bad-signature" },
    ]);
  });

  it("with an error is written as one", () => {
    expect(written({ what: "failed", error: "no" }).map(({ level }) => level)).toEqual(["error"]);
  });

  it.each([
    ["quotes", '"'],
    ["backslashes", "\\"],
    ["line breaks", "\n"],
    ["characters of two halves", "😀"],
    ["letters", "x"],
  ])("that is too long for a record becomes several that give it back: %s", (_what, character) => {
    const line = { what: "long", text: `x${character.repeat(60_000)}` };
    const records = written(line);
    for (const { text } of records) expect(text.length).toBeLessThan(RECORD_LENGTH_MAX - 1_000);
    const whole = parsed(records);
    const joined = whole.length === 1 ? whole[0] : JSON.parse(whole.map(({ text }) => text).join(""));
    expect(joined).toEqual({ requestId: REQUEST_ID, ...line });
    if (whole.length > 1)
      expect(whole[0]).toMatchObject({ requestId: REQUEST_ID, part: 1, parts: whole.length });
  });

  it("without end is cut, and says so", () => {
    const records = parsed(written({ text: "x".repeat(2_000_000) }));
    expect(records).toHaveLength(10);
    expect(records.map(({ cut }) => cut === true)).toEqual([...Array(9).fill(false), true]);
  });

  it("that is no JSON says that there was one", () => {
    const round: Record<string, unknown> = {};
    round["round"] = round;
    for (const line of [round, { big: 1n }]) {
      expect(parsed(written(line))).toEqual([
        { requestId: REQUEST_ID, what: "a line that is no JSON was left out" },
      ]);
    }
  });
});
