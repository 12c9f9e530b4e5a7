import { afterEach, describe, expect, it } from "vitest";
import { createOutsideTransport } from "../../../../lib/clients/outside/outside-transport.ts";
import { createNodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import { createUndiciTransport } from "../../../../lib/clients/transport/undici.ts";
import type { HttpTransport, WireRequest } from "../../../../lib/ports/http-transport.ts";
import { startServer } from "../../../fixtures/loopback-server.ts";

const request = (url: string): WireRequest => ({
  ...{ method: "POST", url, headers: {}, body: new Uint8Array([65]) },
  ...{ timeoutMs: 5_000, responseBytesMax: 1_000 },
});

describe("a call to an address that somebody else named", () => {
  const sent: WireRequest[] = [];
  const spy: HttpTransport = async (wire) => {
    sent.push(wire);
    return { status: 204, headers: {}, body: new Uint8Array() };
  };
  const call = (url: string, addresses: readonly string[], allowed: readonly string[] = []) =>
    createOutsideTransport({ transport: spy, allowed, resolve: async () => addresses })(request(url));
  afterEach(() => void sent.splice(0));

  it("goes to the address that was checked", async () => {
    await call("https://example.com/a#b", ["93.184.216.34", "2606:4700::1"]);
    expect(sent).toMatchObject([{ url: "https://example.com/a", address: "93.184.216.34" }]);
  });

  it.each([
    [["127.0.0.1"], "private"],
    [["10.0.0.1"], "private"],
    [["93.184.216.34", "192.168.0.1"], "private"],
    [["::ffff:10.0.0.1"], "private"],
    [["169.254.169.254"], "nobody may be called"],
    [["0.0.0.0"], "nobody may be called"],
    [["93.184.216.34", "fe80::1"], "nobody may be called"],
    [[], "no address"],
  ])("is refused where the name leads to %j", async (addresses, why) => {
    await expect(call("https://example.com/", addresses)).rejects.toMatchObject({
      ...{ code: "not-allowed", message: expect.stringContaining(why) },
      details: { ambiguous: false, retryable: false },
    });
    expect(sent).toEqual([]);
  });

  it.each([
    "https://127.1/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://127.0.0.1./",
  ])("is refused for %s, which the computer's resolver knows", async (url) => {
    await expect(createOutsideTransport({ transport: spy })(request(url))).rejects.toMatchObject({
      ...{ code: "not-allowed", message: expect.stringContaining("private") },
    });
    expect(sent).toEqual([]);
  });

  it("may be private where the configuration names the host, but never a machine's own metadata", async () => {
    await call("http://tickets.internal/", ["10.0.0.1"], ["tickets.internal"]);
    expect(sent).toHaveLength(1);
    const metadata = call("http://tickets.internal/", ["169.254.169.254"], ["tickets.internal"]);
    await expect(metadata).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("may be tried again where the name is not found", async () => {
    const transport = createOutsideTransport({
      transport: spy,
      resolve: () => Promise.reject(new Error("ENOTFOUND secret.example")),
    });
    await expect(transport(request("https://secret.example/"))).rejects.toMatchObject({
      ...{ code: "connection", message: "the name of the host was not found" },
      details: { retryable: true },
    });
  });

  it("looks the name up once, so that a second answer cannot lead elsewhere", async () => {
    const answers = [["93.184.216.34"], ["127.0.0.1"]];
    let asked = 0;
    const resolve = async () => answers[asked++] ?? [];
    await createOutsideTransport({ transport: spy, resolve })(request("https://rebind.example/"));
    expect(asked).toBe(1);
    expect(sent).toMatchObject([{ address: "93.184.216.34" }]);
  });
});

describe.each([
  { name: "undici", create: createUndiciTransport },
  { name: "node", create: createNodeTransport },
])("the $name transport, given an address", ({ create }) => {
  it("connects there and nowhere else, and follows no redirect", async () => {
    const server = await startServer((response, { target }) => {
      response.writeHead(target === "/moved" ? 302 : 200, { Location: "http://169.254.169.254/" });
      response.end("ok");
    });
    const transport = create();
    const { port } = new URL(server.origin);
    const allowed = [`no-such-host.invalid:${port}`];
    const outside = createOutsideTransport({ transport, allowed, resolve: async () => ["127.0.0.1"] });
    const url = `http://no-such-host.invalid:${port}`;
    expect(await outside(request(`${url}/a?b`))).toMatchObject({ status: 200 });
    expect(await outside(request(`${url}/moved`))).toMatchObject({ status: 302 });
    expect(server.seen.map(({ target }) => target)).toEqual(["/a?b", "/moved"]);
    expect(server.seen[0]?.headers.host).toBe(`no-such-host.invalid:${port}`);
    // Each request has a connection of its own: nobody comes to the address later by way of the name.
    expect(server.connections()).toBe(2);
    await transport.close();
    await server.close();
  });
});
