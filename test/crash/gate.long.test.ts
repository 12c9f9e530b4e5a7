import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { cleanUpAfterEach } from "../e2e/support/clean-up.ts";
import { type Gate, openGate } from "./gate.ts";

const opened = cleanUpAfterEach();
const HOLD_MS = 60;

/** A gate before a server that keeps what reaches it. */
async function gateAndCloud(): Promise<{ gate: Gate; received: readonly string[] }> {
  const received: string[] = [];
  const cloud = createServer((message, response) => {
    received.push(`${message.method} ${message.url}`);
    message.resume();
    response.end("{}");
  });
  await new Promise<void>((resolve) => cloud.listen(0, "127.0.0.1", resolve));
  opened({
    close: () => {
      cloud.closeAllConnections();
      return new Promise<void>((resolve) => cloud.close(() => resolve()));
    },
  });
  const gate = opened(await openGate(`http://127.0.0.1:${(cloud.address() as AddressInfo).port}`));
  return { gate, received };
}

/** Sends a call whose sender dies as soon as the gate holds it. */
async function sendAndDie(gate: Gate): Promise<void> {
  const sent = request(`${gate.url}/v1/dev-servers/1/stop`, { method: "PUT", agent: false });
  sent.on("error", () => undefined).end();
  for (let look = 0; look < 500 && gate.held() === 0; look += 1) await pause(2);
  sent.destroy();
  await pause(HOLD_MS * 3);
}

describe("the gate between servers and cloud", () => {
  it("lets everything through while the way is clear, and reads at any time", async () => {
    const { gate, received } = await gateAndCloud();
    await fetch(`${gate.url}/a`, { method: "PUT" });
    gate.set({ holdMs: 60_000, survives: false });
    await fetch(`${gate.url}/b`);
    expect(received).toEqual(["PUT /a", "GET /b"]);
    expect([gate.held(), gate.lost()]).toEqual([0, 0]);
  });

  it("lets a held call die with its sender", async () => {
    const { gate, received } = await gateAndCloud();
    gate.set({ holdMs: HOLD_MS, survives: false });
    await sendAndDie(gate);
    expect(received).toEqual([]);
    expect([gate.held(), gate.lost()]).toEqual([1, 1]);
  });

  it("delivers a held call although its sender is dead", async () => {
    const { gate, received } = await gateAndCloud();
    gate.set({ holdMs: HOLD_MS, survives: true });
    await sendAndDie(gate);
    expect(received).toEqual(["PUT /v1/dev-servers/1/stop"]);
    expect([gate.lost(), gate.late()]).toEqual([0, 1]);
  });
});
