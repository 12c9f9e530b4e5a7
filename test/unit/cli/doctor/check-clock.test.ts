import { describe, expect, it } from "vitest";
import { checkClock } from "../../../../lib/cli/doctor/check-clock.ts";
import { createUndiciTransport } from "../../../../lib/clients/transport/undici.ts";
import type { HttpTransport } from "../../../../lib/ports/http-transport.ts";
import { startServer, unusedOrigin } from "../../../fixtures/loopback-server.ts";
import { NOON_MS } from "../fake-terminal.ts";

const answering =
  (headers: Record<string, string>): HttpTransport =>
  async () => ({ status: 404, headers, body: new Uint8Array() });

function check(transport: HttpTransport, origin = "https://modelarts.example.test") {
  return checkClock({ subject: "target prod, endpoint", origin, transport, now: () => NOON_MS });
}

/** The cloud's clock so many seconds ahead of ours. */
const ahead = (seconds: number) =>
  check(answering({ date: new Date(NOON_MS + seconds * 1_000).toUTCString() }));

describe("checkClock", () => {
  it.each([0, 59, -60])("is content with a clock that is %i s off", async (seconds) => {
    expect(await ahead(seconds)).toMatchObject({ level: "ok", wayOut: null });
  });

  it.each([
    [61, "warning", /this clock is 1m 2s behind the cloud's$/],
    [-90, "warning", /this clock is 1m 30s ahead of the cloud's$/],
    [899, "warning", /14m 60s|15m behind/],
    [901, "problem", /this clock is 15m 2s behind the cloud's: every signature is refused/],
    [-7_200, "problem", /2h ahead of|1h 59m ahead of/],
  ])("weighs a clock that is %i s off", async (seconds, level, text) => {
    const finding = await ahead(seconds);
    expect(finding.level).toBe(level);
    expect(finding.text).toMatch(text);
    expect(finding.wayOut).toContain("NTP");
  });

  it.each([{}, { date: "some day" }])("cannot tell from %j, and says so", async (headers) => {
    expect(await check(answering(headers as Record<string, string>))).toMatchObject({
      level: "warning",
      text: expect.stringContaining("could not be compared"),
    });
  });

  it("asks a real server with HEAD and without credentials", async () => {
    const server = await startServer((response) => response.writeHead(401).end());
    const transport = createUndiciTransport();
    try {
      const now = Date.now;
      const finding = await checkClock({ subject: "s", origin: server.origin, transport, now });
      expect(finding.level).toBe("ok");
      expect(server.seen).toMatchObject([{ method: "HEAD", target: "/" }]);
      expect(server.seen[0]?.headers.authorization).toBeUndefined();
    } finally {
      await transport.close();
      await server.close();
    }
  });

  it("tells an endpoint that does not answer, with the host alone", async () => {
    const transport = createUndiciTransport();
    try {
      const finding = await check(transport, await unusedOrigin());
      expect(finding).toMatchObject({
        level: "problem",
        text: expect.stringMatching(/does not answer: 127.0.0.1:/),
      });
    } finally {
      await transport.close();
    }
  });
});
