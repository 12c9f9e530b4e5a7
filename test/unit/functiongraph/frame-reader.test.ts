import { describe, expect, it } from "vitest";
import { frameReader } from "../../../lib/functiongraph/frame-reader.ts";

function read(...chunks: readonly (string | Buffer)[]): unknown[] {
  const frames: unknown[] = [];
  const reader = frameReader((frame) => void frames.push(frame));
  for (const chunk of chunks) reader(Buffer.from(chunk as string));
  return frames;
}

describe("frames", () => {
  it("come out whole, however they were cut", () => {
    expect(read('{"a":1}\n{"b":', "2", '}\n\n{"c":3}\n{"d"')).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
  });

  it("may be cut inside a character", () => {
    const bytes = Buffer.from('{"a":"ü"}\n');
    expect(read(bytes.subarray(0, 7), bytes.subarray(7))).toEqual([{ a: "ü" }]);
  });

  it("are dropped when they are no JSON, and the next one is read", () => {
    expect(read('nonsense\n{"a":1}\n')).toEqual([{ a: 1 }]);
  });
});
