import { describe, expect, it } from "vitest";
import { createSenderAddresses } from "../../../lib/clients/sender-addresses.ts";
import type { WireRequest } from "../../../lib/ports/http-transport.ts";

function addresses(answer: (request: WireRequest, count: number) => { status: number; text: string }) {
  const asked: WireRequest[] = [];
  const clock = { ms: 1_000 };
  const transport = async (request: WireRequest) => {
    asked.push(request);
    const { status, text } = answer(request, asked.length);
    return { status, headers: {}, body: Buffer.from(text) };
  };
  return { asked, clock, ...createSenderAddresses({ transport, now: () => clock.ms }) };
}

const KEYS = "https://keys.example.com/certs";

describe("a sender's key", () => {
  it("is read once an hour, however many deliveries name it", async () => {
    const { asked, clock, fetchKey } = addresses((_, count) => ({ status: 200, text: `key ${count}` }));
    expect(await Promise.all([fetchKey(KEYS), fetchKey(KEYS)])).toEqual(["key 1", "key 1"]);
    clock.ms += 3_599_999;
    expect(await fetchKey(KEYS)).toBe("key 1");
    clock.ms += 1;
    expect(await fetchKey(KEYS)).toBe("key 2");
    expect(asked[0]).toMatchObject({ method: "GET", url: KEYS, timeoutMs: 4_000, responseBytesMax: 65_536 });
  });

  it("that cannot be had is asked for again after half a minute, not with every delivery", async () => {
    const { asked, clock, fetchKey } = addresses((_, count) => ({
      status: count > 1 ? 200 : 302,
      text: "key",
    }));
    await expect(fetchKey(KEYS)).rejects.toThrow("keys.example.com answered 302");
    await expect(fetchKey(KEYS)).rejects.toThrow("302");
    expect(asked).toHaveLength(1);
    clock.ms += 30_000;
    expect(await fetchKey(KEYS)).toBe("key");
  });

  it("does not fill the memory when every delivery names another address", async () => {
    const { asked, fetchKey } = addresses(() => ({ status: 200, text: "key" }));
    for (let number = 0; number < 200; number += 1) await fetchKey(`${KEYS}/${number}`);
    await fetchKey(`${KEYS}/199`);
    await fetchKey(`${KEYS}/0`);
    expect(asked).toHaveLength(201);
  });
});

it("a confirmation is read once and for its effect", async () => {
  const { asked, visit } = addresses((_, count) => ({ status: count === 1 ? 200 : 500, text: "" }));
  await visit("https://console.example.com/confirm?token=t");
  await expect(visit("https://console.example.com/confirm?token=t")).rejects.toThrow("answered 500");
  expect(asked).toHaveLength(2);
});
