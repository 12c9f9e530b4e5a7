import { describe, expect, it } from "vitest";
import { tracedTransport } from "../../../lib/compose/traced-transport.ts";
import type { WireRequest } from "../../../lib/ports/http-transport.ts";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("a traced transport", () => {
  it("sends the trace of the moment along, and touches nothing that is signed", async () => {
    const sent: WireRequest[] = [];
    const current: { trace: string | null } = { trace: TRACE };
    const transport = tracedTransport(
      async (request) => {
        sent.push(request);
        return { status: 200, headers: {}, body: new Uint8Array() };
      },
      () => current.trace,
    );
    const request = {
      ...{ method: "GET", url: "http://127.0.0.1:1/", timeoutMs: 1, responseBytesMax: 1 },
      headers: { Authorization: "signed" },
    };
    await transport(request);
    current.trace = null;
    await transport(request);
    expect(sent.map(({ headers }) => headers)).toEqual([
      { Authorization: "signed", traceparent: TRACE },
      { Authorization: "signed" },
    ]);
  });
});
