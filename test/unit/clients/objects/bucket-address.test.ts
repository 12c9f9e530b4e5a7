import { describe, expect, it } from "vitest";
import { bucketAddress } from "../../../../lib/clients/objects/bucket-address.ts";

describe("the address of a bucket", () => {
  it.each([
    ["https://obs.eu-de.otc.t-systems.com", "https://logs.obs.eu-de.otc.t-systems.com"],
    ["https://s3.eu-central-1.amazonaws.com/", "https://logs.s3.eu-central-1.amazonaws.com"],
    ["https://obs.example.com:8443", "https://logs.obs.example.com:8443"],
  ])("has its name in front of %s", (endpoint, origin) => {
    expect(bucketAddress(endpoint, "logs")).toEqual({ origin, root: "" });
  });

  it.each(["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000", "https://127.0.0.1"])(
    "has its name in the path at %s, which takes no name in front",
    (endpoint) => {
      expect(bucketAddress(endpoint, "logs")).toEqual({ origin: endpoint, root: "/logs" });
    },
  );

  it.each([
    ["endpoint", "http://obs.example.com", "logs"],
    ["endpoint", "http://127.0.0.1.example.com", "logs"],
    ["endpoint", "https://logs.obs.example.com", "logs"],
    ["endpoint", "https://obs.example.com/path", "logs"],
    ["endpoint", "https://user:word@obs.example.com", "logs"],
    ["endpoint", "obs.example.com", "logs"],
    ["bucket", "https://obs.example.com", "my.logs"],
    ["bucket", "https://obs.example.com", "Logs"],
    ["bucket", "https://obs.example.com", "a/b"],
    ["bucket", "https://obs.example.com", "ab"],
    ["bucket", "https://obs.example.com", "a".repeat(64)],
  ])("is refused for its %s: %s, %s", (field, endpoint, bucket) => {
    expect(() => bucketAddress(endpoint, bucket)).toThrow(
      expect.objectContaining({ code: "invalid-config", details: expect.objectContaining({ field }) }),
    );
  });
});
