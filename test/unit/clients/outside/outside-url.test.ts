import { describe, expect, it } from "vitest";
import { readOutsideUrl } from "../../../../lib/clients/outside/outside-url.ts";

const read = (text: string, allowed: readonly string[] = []) => {
  const url = readOutsideUrl(text, allowed);
  return url.ok ? url.url : url.rule;
};

describe("an address from outside", () => {
  it("is taken by https on port 443, without its fragment", () => {
    expect(read("https://Example.COM/a?b=c#d")).toEqual({
      ...{ href: "https://example.com/a?b=c", host: "example.com", isAllowed: false },
    });
    expect(read("https://example.com:443/")).toMatchObject({ href: "https://example.com/" });
  });

  it.each([
    ["http://example.com/", "must begin with https://"],
    ["ftp://example.com/", "must begin with https://"],
    ["file:///etc/passwd", "must begin with https://"],
    ["javascript:alert(1)", "must begin with https://"],
    ["https://example.com:8443/", "must be on port 443"],
    ["https://example.com:80/", "must be on port 443"],
    ["https://user@example.com/", "must not hold a user or a password"],
    ["https://:pw@example.com/", "must not hold a user or a password"],
    ["//example.com/", "must be an address such as https://host/path"],
    ["https://[fe80::1%25eth0]/", "must be an address such as https://host/path"],
    ["https://exa mple.com/", "must be an address such as https://host/path"],
    ["https://256.1.1.1/", "must be an address such as https://host/path"],
    ["", "must be an address such as https://host/path"],
  ])("%j is refused", (text, rule) => {
    expect(read(text)).toBe(rule);
  });

  it("is refused when it is longer than anybody needs", () => {
    expect(read(`https://example.com/${"a".repeat(2_048)}`)).toBe("at most 2048 characters");
  });

  it.each([
    ["https://2130706433/", "127.0.0.1"],
    ["https://0x7f000001/", "127.0.0.1"],
    ["https://0x7f.1/", "127.0.0.1"],
    ["https://017700000001/", "127.0.0.1"],
    ["https://127.1/", "127.0.0.1"],
    ["https://127.0.0.1./", "127.0.0.1"],
    ["https://１２７。０。０。１/", "127.0.0.1"],
    ["https://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
    ["https://[0:0:0:0:0:0:0:1]/", "::1"],
    ["https://LOCALHOST./", "localhost"],
    ["https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "localhost"],
    ["https://bücher.example/", "xn--bcher-kva.example"],
    ["https://evil.example\\@good.example/", "evil.example"],
  ])("the host of %s is %s", (text, host) => {
    expect(read(text)).toMatchObject({ host });
  });
});

describe("a host that is allowed", () => {
  it("may be called by http and on its usual ports", () => {
    expect(read("http://tickets.internal/a", ["tickets.internal"])).toMatchObject({ isAllowed: true });
    expect(read("https://tickets.internal./a", ["Tickets.Internal"])).toMatchObject({ isAllowed: true });
    expect(read("http://tickets.internal:8080/a", ["tickets.internal"])).toBe("must begin with https://");
  });

  it("may be called on the port that is named, and on no other", () => {
    const allowed = ["tickets.internal:8443", "[::1]:9000"];
    expect(read("https://tickets.internal:8443/", allowed)).toMatchObject({ isAllowed: true });
    expect(read("https://tickets.internal/", allowed)).toMatchObject({ isAllowed: false });
    expect(read("http://[::1]:9000/", allowed)).toMatchObject({ isAllowed: true });
    expect(read("http://[::1]:9001/", allowed)).toBe("must begin with https://");
  });

  it("is not every host that ends or begins like it", () => {
    expect(read("http://evil-tickets.internal/", ["tickets.internal"])).toBe("must begin with https://");
    expect(read("http://tickets.internal.evil.example/", ["tickets.internal"])).toBe(
      "must begin with https://",
    );
  });
});
