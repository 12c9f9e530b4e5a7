import { describe, expect, it } from "vitest";
import { canonicalPath } from "../../../lib/signing/canonical-path.ts";

describe("canonicalPath", () => {
  it.each([
    ["", "/"],
    ["/", "/"],
    ["/v1/servers", "/v1/servers"],
    ["/v1/servers/", "/v1/servers/"],
    ["/v1//servers", "/v1//servers"],
    ["/my server", "/my%20server"],
    ["/my%20server", "/my%20server"],
    ["/a%2ab", "/a%2Ab"],
    ["/%41%2d%7e", "/A-~"],
    ["/a+b*c'd(e)!", "/a%2Bb%2Ac%27d%28e%29%21"],
    ["/urn:fss:eu-de", "/urn%3Afss%3Aeu-de"],
    ["/项目", "/%E9%A1%B9%E7%9B%AE"],
    ["/%e9%a1%b9", "/%E9%A1%B9"],
    ["/a%252Fb", "/a%252Fb"],
    ["/a\\b", "/a%5Cb"],
    ["/.hidden/a.b..", "/.hidden/a.b.."],
  ])("decodes %j once and encodes it once: %j", (raw, expected) => {
    expect(canonicalPath(raw)).toBe(expected);
  });

  it.each([
    ["/v1/./a/../b", "/v1/b"],
    ["/a/b/..", "/a/"],
    ["/a/b/.", "/a/b/"],
    ["/../../a", "/a"],
    ["/..", "/"],
    ["/a/%2E%2e/b", "/b"],
    ["/a/%2e", "/a/"],
    ["/a//../b", "/a/b"],
    ["/...", "/..."],
  ])("resolves the dot segments of %j: %j, as URL parsers do", (raw, expected) => {
    expect(canonicalPath(raw)).toBe(expected);
    expect(new URL(`https://example.com${raw}`).pathname).toBe(expected);
  });

  it.each(["/a%2Fb", "/a%2fb", "/%", "/%4", "/%zz", "/%ff", "/%e9%a1", "/a\nb", "/a\tb", "/\ud800"])(
    "refuses %j",
    (raw) => {
      expect(() => canonicalPath(raw)).toThrow(
        expect.objectContaining({
          code: "invalid-request",
          details: expect.objectContaining({ field: "url" }),
        }),
      );
    },
  );

  it("tells why a slash must not be encoded", () => {
    expect(() => canonicalPath("/a%2Fb")).toThrow(
      "Cannot sign: url must be free of %2F in the path; signers disagree on it.",
    );
  });
});
