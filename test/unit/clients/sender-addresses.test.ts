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
  it("is read once in ten minutes, however many deliveries name it", async () => {
    const { asked, clock, fetchKey } = addresses((_, count) => ({ status: 200, text: `key ${count}` }));
    expect(await Promise.all([fetchKey(KEYS), fetchKey(KEYS)])).toEqual(["key 1", "key 1"]);
    clock.ms += 599_999;
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

  it("is read again for a delivery that misses something in it, at most once a minute", async () => {
    const { asked, clock, fetchKey } = addresses((_, count) => ({ status: 200, text: `key ${count}` }));
    const again = () => fetchKey(KEYS, { again: true });
    await fetchKey(KEYS);
    await expect(again()).rejects.toMatchObject({ code: "throttled" });
    clock.ms += 60_000;
    expect(await Promise.all([again(), again(), fetchKey(KEYS)])).toEqual(["key 2", "key 2", "key 2"]);
    await expect(again()).rejects.toThrow("keys.example.com");
    expect([await fetchKey(KEYS), asked.length]).toEqual(["key 2", 2]);
  });

  it("is kept while reading it again fails, until its time is over", async () => {
    const { asked, clock, fetchKey } = addresses((_, count) => ({
      status: count > 1 ? 500 : 200,
      text: "key",
    }));
    await fetchKey(KEYS);
    clock.ms += 60_000;
    await expect(fetchKey(KEYS, { again: true })).rejects.toThrow("500");
    await expect(fetchKey(KEYS, { again: true })).rejects.toThrow("500");
    expect([await fetchKey(KEYS), asked.length]).toEqual(["key", 2]);
    clock.ms += 540_000;
    await expect(fetchKey(KEYS)).rejects.toThrow("500");
  });
});

describe("addresses that strangers name", () => {
  const forged = (host: number, number: number) => `https://host${host}.example.com/${number}.pem`;

  it("are read a few times a minute, of one host and of all", async () => {
    const { asked, clock, fetchKey } = addresses(() => ({ status: 404, text: "" }));
    const flood = async (host: number) => {
      for (let number = 0; number < 50; number += 1)
        await fetchKey(forged(host, clock.ms + number)).catch(() => undefined);
    };
    await flood(0);
    expect(asked).toHaveLength(6);
    for (let host = 1; host < 10; host += 1) await flood(host);
    expect(asked).toHaveLength(30);
    clock.ms += 60_000;
    await flood(0);
    expect(asked).toHaveLength(36);
  });

  it("take the place of no key that was good, and do not keep it from being read again", async () => {
    const { clock, asked, fetchKey } = addresses(({ url }) => ({
      status: url === KEYS ? 200 : 404,
      text: "key",
    }));
    await fetchKey(KEYS);
    for (let minute = 0; minute < 20; minute += 1) {
      for (let number = 0; number < 10; number += 1)
        await fetchKey(`${KEYS}/${minute}-${number}`).catch(() => undefined);
      expect(await fetchKey(KEYS)).toBe("key");
      clock.ms += 60_000;
    }
    expect(asked.filter(({ url }) => url === KEYS)).toHaveLength(2);
  });
});

it("a confirmation is read once and for its effect", async () => {
  const { asked, visit } = addresses((_, count) => ({ status: count === 1 ? 200 : 500, text: "" }));
  await visit("https://console.example.com/confirm?token=t");
  await expect(visit("https://console.example.com/confirm?token=t")).rejects.toThrow("answered 500");
  expect(asked).toHaveLength(2);
});
