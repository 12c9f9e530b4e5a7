import { describe, expect, it } from "vitest";
import { type AskOptions, askNotebook } from "../../../../lib/clients/jupyter/ask-notebook.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { WireRequest, WireResponse } from "../../../../lib/ports/http-transport.ts";
import { at, HOUR, NOW } from "../../../fixtures/resources.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";

const DOOR = { url: "https://authoring.example.com/nb-1/lab?token=in-the-url", token: "not-a-real-token" };

const STATUS = { started: at(-48 * HOUR), last_activity: at(), connections: 1, kernels: 1 };
const kernel = (execution_state: string, agoMs: number) => ({
  ...{ id: "k1", name: "python3", connections: 1, execution_state, last_activity: at(-agoMs) },
});

type Answers = Readonly<Record<string, unknown>>;

const QUIET: Answers = { status: STATUS, kernels: [kernel("idle", 3 * HOUR)], sessions: [], terminals: [] };

function nameOf(url: string): string {
  return new URL(url).pathname.split("/").at(-1) ?? "";
}

async function ask(answers: Answers, over: Partial<AskOptions> = {}, door = DOOR) {
  const sent: WireRequest[] = [];
  const transport = async (request: WireRequest): Promise<WireResponse> => {
    sent.push(request);
    const answer = answers[nameOf(request.url)];
    if (answer instanceof Error) throw answer;
    return answer === undefined ? jsonAnswer(404, { message: "Not Found" }) : jsonAnswer(200, answer);
  };
  const options = { transport, nowMs: NOW, windowMs: 2 * HOUR, timeoutMs: 60_000, alone: false, ...over };
  return { votes: await askNotebook(door, options), sent };
}

describe("askNotebook", () => {
  it("asks beside the page, bounded, with the token in its header alone, and so that it does not count", async () => {
    const { votes, sent } = await ask(QUIET);
    expect(votes.map(({ signal, max }) => [signal, max])).toEqual([
      ["kernels", 0],
      ["sessions", 0],
      ["terminals", 0],
    ]);
    expect(sent.map(({ url }) => url.replace("https://authoring.example.com/nb-1", ""))).toEqual([
      "/api/status",
      "/api/kernels?no_track_activity=1",
      "/api/sessions?no_track_activity=1",
      "/api/terminals?no_track_activity=1",
    ]);
    for (const request of sent) {
      expect(request).toMatchObject({ method: "GET", timeoutMs: 10_000, responseBytesMax: 262_144 });
      expect(request.headers["authorization"]).toBe("token not-a-real-token");
    }
    expect(JSON.stringify(votes)).not.toMatch(/token|example/);
  });

  it.each([
    ["idle", 0],
    ["dead", 0],
    ["busy", 1],
    ["starting", 1],
    ["a word that nobody knows", 1],
  ])("counts a kernel that is %s as %i at work", async (state, max) => {
    const { votes } = await ask({ ...QUIET, kernels: [kernel(state, 3 * HOUR), kernel("idle", HOUR)] });
    expect(votes[0]).toMatchObject({ signal: "kernels", max, activeAtMs: NOW - HOUR });
  });

  it("tells of terminals by their last activity, and of nothing where there are none", async () => {
    const terminals = [{ name: "1", last_activity: at(-HOUR) }];
    expect((await ask({ ...QUIET, terminals })).votes[2]).toMatchObject({ activeAtMs: NOW - HOUR });
    expect((await ask(QUIET)).votes[2]).not.toHaveProperty("activeAtMs");
  });

  it("knows nothing of the time before the server started", async () => {
    const { votes } = await ask({ ...QUIET, status: { ...STATUS, started: at(-HOUR) } });
    expect(votes.map(({ windowMs }) => windowMs)).toEqual([HOUR, HOUR, HOUR]);
  });

  it.each([
    ["a login page", "<html>log in</html>"],
    ["silence", new AutomationError("timeout", "https://authoring.example.com/nb-1: no answer")],
    ["another server", { hello: 1 }],
  ])("leaves everything out for %s, after one request", async (_what, status) => {
    const { votes, sent } = await ask({ ...QUIET, status });
    expect(votes).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("leaves out the one list that cannot be read", async () => {
    const odd = [{ ...kernel("idle", HOUR), last_activity: "yesterday" }];
    const { votes } = await ask({ ...QUIET, kernels: odd, terminals: undefined });
    expect(votes.map(({ signal }) => signal)).toEqual(["sessions"]);
  });

  it.each([
    "http://authoring.example.com/nb-1/lab",
    "ftp://authoring.example.com",
    "https://user@authoring.example.com/nb-1",
    "no address",
  ])("sends no token to %s", async (url) => {
    expect((await ask(QUIET, {}, { ...DOOR, url })).sent).toEqual([]);
  });

  it("asks nothing when the time is over, or with a token that cannot stand in a header", async () => {
    expect((await ask(QUIET, { timeoutMs: 0 })).sent).toEqual([]);
    expect((await ask(QUIET, {}, { ...DOOR, token: "a\r\nb" })).sent).toEqual([]);
  });

  it("takes http on this machine, and addresses without a page", async () => {
    const { sent } = await ask(QUIET, {}, { ...DOOR, url: "http://127.0.0.1:9/nb-1/" });
    expect(sent[0]?.url).toBe("http://127.0.0.1:9/nb-1/api/status");
  });
});
