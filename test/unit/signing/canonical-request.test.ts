import { expect, it } from "vitest";
import { canonicalRequest } from "../../../lib/signing/canonical-request.ts";

const parts = { method: "GET", query: "a=1", payloadHash: "hash" };
const headers = [
  { name: "host", value: "ecs.example.com" },
  { name: "x-sdk-date", value: "20250115T083000Z" },
];

it("has six lines, the fourth of them one for each header", () => {
  expect(canonicalRequest({ ...parts, path: "/v1", headers })).toEqual({
    text: "GET\n/v1/\na=1\nhost:ecs.example.com\nx-sdk-date:20250115T083000Z\n\nhost;x-sdk-date\nhash",
    signedHeaders: "host;x-sdk-date",
  });
});

it("closes the path with one slash only", () => {
  const open = canonicalRequest({ ...parts, path: "/v1", headers });
  expect(canonicalRequest({ ...parts, path: "/v1/", headers })).toEqual(open);
  expect(canonicalRequest({ ...parts, path: "/", headers }).text).toMatch(/^GET\n\/\n/);
});
