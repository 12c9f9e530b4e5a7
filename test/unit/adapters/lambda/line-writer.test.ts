import { describe, expect, it } from "vitest";
import { createLineWriter } from "../../../../lib/adapters/lambda/line-writer.ts";
import { TIME_MS } from "./lambda-events.ts";

function writer(traceparent: string | null = null) {
  const written: string[] = [];
  const log = createLineWriter((text) => void written.push(text), {
    now: () => TIME_MS,
    requestId: "request-1",
    traceparent,
  });
  return { log, written, lines: () => written.map((text): unknown => JSON.parse(text)) };
}

describe("a line", () => {
  it("is one JSON text with time, request and trace", () => {
    const { log, written, lines } = writer("00-a-b-01");
    log({ what: "refused", error: "two\nlines" });
    expect(written[0]).toMatch(/^[^\n]+\n$/);
    expect(lines()).toEqual([
      {
        time: "2026-09-01T08:30:00.000Z",
        requestId: "request-1",
        traceparent: "00-a-b-01",
        what: "refused",
        error: "two\nlines",
      },
    ]);
  });

  it("has no trace where nobody traces", () => {
    const { log, lines } = writer();
    log({ what: "x" });
    expect(lines()[0]).not.toHaveProperty("traceparent");
  });

  it("is written even where a value cannot be: too long, holding itself, too large a number", () => {
    const { log, lines } = writer();
    const own: Record<string, unknown> = {};
    own["own"] = own;
    log({ what: "long", text: "x".repeat(20_000) });
    log({ what: "own", own });
    log({ what: "big", number: 10n });
    log({ what: "many", list: Array.from({ length: 150_000 }, () => 1) });
    expect(lines()).toMatchObject([
      { what: "long", text: expect.stringMatching(/^x{16384}…$/) },
      { what: "a line that could not be written", fields: ["what", "own"], requestId: "request-1" },
      { what: "big", number: "10" },
      { what: "a line that could not be written", fields: ["what", "list"] },
    ]);
  });
});
