import { describe, expect, it } from "vitest";
import { isEmulated, markEmulated } from "../../../lib/compose/mark-emulated.ts";
import type { OutgoingMessage } from "../../../lib/ports/messenger.ts";
import { messageTo } from "../../fixtures/outgoing.ts";
import { target } from "../../fixtures/policies.ts";

const at = (...endpoints: readonly (string | null)[]) =>
  isEmulated({ targets: endpoints.map((endpoint) => target({ endpoint })) }, (name) =>
    name === "CLOUD" ? "http://127.0.0.1:9001" : undefined,
  );

describe("a configuration", () => {
  it.each(["http://127.0.0.1:9001", "http://localhost:9001", "http://[::1]:9001", "env:CLOUD"])(
    "is emulated where every target's endpoint is on this computer: %s",
    (endpoint) => {
      expect(at(endpoint, "http://127.0.0.2:1")).toBe(true);
    },
  );

  it.each([
    [null],
    ["https://proxy.example.com"],
    ["http://10.0.0.1:9001"],
    ["http://localhost.example.com"],
    ["127.0.0.1"],
  ])("is taken for real where one is not: %s", (endpoint) => {
    expect(at(endpoint)).toBe(false);
    expect(at("http://127.0.0.1:9001", endpoint)).toBe(false);
  });
});

describe("messages of an emulated cloud", () => {
  it("say so before anything else, each notice in its language, and to programs as a fact", async () => {
    const sent: OutgoingMessage[] = [];
    const messenger = markEmulated({
      send: async (message) => {
        sent.push(message);
        return { ok: true, text: "" };
      },
    });
    const message = messageTo({ kind: "channel", channel: "slack:#vision" });
    const [notice] = message.notices;
    if (notice === undefined) throw new Error("a message without a notice");
    const long = { ...notice, language: "zh", title: "长".repeat(300) } as const;
    await messenger.send({ ...message, notices: [notice, long] });
    const [english, chinese] = sent[0]?.notices ?? [];
    expect(english?.title).toBe(`EMULATED CLOUD: ${notice.title}`);
    expect(english?.facts).toEqual({ ...notice.facts, emulated: true });
    expect(chinese?.title).toMatch(/^模拟云：长+$/);
    expect(chinese?.title).toHaveLength(300);
    expect(sent[0]).toMatchObject({ id: message.id, to: message.to });
  });
});
