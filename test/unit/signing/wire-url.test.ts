import { describe, expect, it } from "vitest";
import { canonicalUrl, splitWireUrl } from "../../../lib/signing/wire-url.ts";

describe("splitWireUrl", () => {
  it("takes a plain URL apart", () => {
    expect(splitWireUrl("https://ecs.eu-de.example.com/v1/servers?limit=2&a=/")).toEqual({
      scheme: "https",
      host: "ecs.eu-de.example.com",
      path: "/v1/servers",
      query: "limit=2&a=/",
    });
  });

  it.each([
    ["https://ecs.example.com:443/", "ecs.example.com"],
    ["http://ecs.example.com:80/", "ecs.example.com"],
    ["https://ecs.example.com:80/", "ecs.example.com:80"],
    ["https://ecs.example.com:8443/v1", "ecs.example.com:8443"],
    ["https://ECS.Example.com/v1", "ecs.example.com"],
    ["http://127.0.0.1:18080/v1", "127.0.0.1:18080"],
    ["http://127.1/v1", "127.0.0.1"],
    ["http://[::1]:18080/v1", "[::1]:18080"],
    ["https://prüfstand.example.com/", "xn--prfstand-75a.example.com"],
    ["https://localhost", "localhost"],
  ])("reads the host of %j as %j, as URL parsers do", (url, host) => {
    expect(splitWireUrl(url).host).toBe(host);
    expect(new URL(url).host).toBe(host);
  });

  it.each([
    ["a relative URL", "/v1/servers"],
    ["a URL without a scheme", "ecs.example.com/v1"],
    ["another scheme", "ftp://ecs.example.com/v1"],
    ["no host", "https:///v1"],
    ["a port that is none", "https://ecs.example.com:99999/v1"],
    ["a user name", "https://user:secret@ecs.example.com/v1"],
    ["a backslash for a slash", "https://ecs.example.com\\v1"],
    ["a fragment", "https://ecs.example.com/v1#part"],
    ["a line break in the host", "https://ecs.exam\nple.com/v1"],
    ["a line break in the path", "https://ecs.example.com/v1\n"],
    ["a blank in front", " https://ecs.example.com/v1"],
    ["nothing", ""],
  ])("refuses %s", (_, url) => {
    expect(() => splitWireUrl(url)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        details: expect.objectContaining({ field: "url" }),
      }),
    );
  });
});

describe("canonicalUrl", () => {
  it.each([
    ["https://ecs.example.com", "https://ecs.example.com/"],
    ["HTTPS://ECS.example.com:443/a/../b c?", "https://ecs.example.com/b%20c"],
    ["https://ecs.example.com?b=2&a=1", "https://ecs.example.com/?b=2&a=1"],
    ["https://ecs.example.com/v1/a*b?c=d'e&marker", "https://ecs.example.com/v1/a%2Ab?c=d%27e&marker="],
    ["https://ecs.example.com/v1/?limit=2", "https://ecs.example.com/v1/?limit=2"],
  ])("of %j is %j", (url, expected) => {
    expect(canonicalUrl(url)).toBe(expected);
  });
});
