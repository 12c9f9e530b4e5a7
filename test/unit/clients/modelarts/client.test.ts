import { describe, expect, it } from "vitest";
import {
  createModelArtsClient,
  type ModelArtsClientOptions,
} from "../../../../lib/clients/modelarts/client.ts";
import { createPressure } from "../../../../lib/clients/pressure/create-pressure.ts";
import type { WireRequest } from "../../../../lib/ports/http-transport.ts";
import { FAKE_CREDENTIALS } from "../../../fixtures/fake-credentials.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";

const START = new Date("2026-09-01T08:30:00Z");

/** A client of a cloud that answers 502 to everything, asked eight times; the last refusal. */
async function askInVain(over: Partial<ModelArtsClientOptions> = {}) {
  const sent: WireRequest[] = [];
  const client = createModelArtsClient({
    cloud: "huaweicloud",
    region: "cn-north-4",
    projectId: "project-1",
    credentials: () => FAKE_CREDENTIALS,
    transport: async (request) => {
      sent.push(request);
      return jsonAnswer(502, {});
    },
    now: () => START,
    sleep: async () => undefined,
    random: () => 0.5,
    limits: { attemptsMax: 1 },
    ...over,
  });
  let last = "";
  for (let call = 0; call < 8; call += 1) {
    last = await client.listDevServers().then(
      () => "",
      (error: Error) => error.message,
    );
  }
  return { sent, last };
}

describe("the pressure of a client", () => {
  it("is there without being asked for, and names the region or the host", async () => {
    const { sent, last } = await askInVain();
    expect(sent).toHaveLength(5);
    expect(last).toMatch(/because modelarts of cn-north-4 failed 5 times in a row/);
    const other = await askInVain({ endpoint: "http://127.0.0.1:8080" });
    expect(other.last).toMatch(/because modelarts of 127\.0\.0\.1:8080 failed/);
  });

  it("can be switched off", async () => {
    expect((await askInVain({ pressure: false })).sent).toHaveLength(8);
  });

  it("can be shared by several clients of one target", async () => {
    const pressure = createPressure({ target: "prod", random: () => 0.5 });
    expect((await askInVain({ pressure })).sent).toHaveLength(5);
    const second = await askInVain({ pressure });
    expect(second.sent).toHaveLength(0);
    expect(second.last).toMatch(/because modelarts of prod failed/);
  });
});
