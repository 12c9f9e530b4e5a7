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
    ["https://ECS.com/v1", "ecs.com"],
  ])("reads the host of %j as %j, as URL parsers do", (url, host) => {
    expect(splitWireUrl(url).host).toBe(host);
    expect(new URL(url).host).toBe(host);
  });

  const absolute = "absolute, http or https, and without a fragment";
  const userless = "free of user name and password";
  const controlless = "free of control characters";
  it.each([
    ["a relative URL", "/v1/servers", absolute],
    ["a URL without a scheme", "ecs.example.com/v1", absolute],
    ["another scheme", "ftp://ecs.example.com/v1", absolute],
    ["no host", "https:///v1", absolute],
    ["a port that is none", "https://ecs.example.com:99999/v1", "a URL with a valid host and port"],
    ["a user name and a password", "https://user:secret@ecs.example.com/v1", userless],
    ["a user name", "https://user@ecs.example.com/v1", userless],
    ["a password", "https://:secret@ecs.example.com/v1", userless],
    ["a backslash for a slash", "https://ecs.example.com\\v1", userless],
    ["a fragment", "https://ecs.example.com/v1#part", absolute],
    ["a fragment for a query", "https://ecs.example.com/v1?#", absolute],
    ["a line break in the host", "https://ecs.exam\nple.com/v1", controlless],
    ["a line break in the path", "https://ecs.example.com/v1\n", controlless],
    ["a blank in front", " https://ecs.example.com/v1", absolute],
    ["nothing", "", absolute],
  ])("refuses %s and names the rule", (_, url, rule) => {
    expect(() => splitWireUrl(url)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: `Cannot sign: url must be ${rule}.`,
        details: expect.objectContaining({ field: "url", rule }),
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
    ["https://ecs.example.com/v*", "https://ecs.example.com/v%2A"],
    ["https://ecs.example.com/v1/?limit=2", "https://ecs.example.com/v1/?limit=2"],
  ])("of %j is %j", (url, expected) => {
    expect(canonicalUrl(url)).toBe(expected);
  });
});
