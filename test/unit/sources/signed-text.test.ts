import { expect, it } from "vitest";
import { signedText } from "../../../lib/sources/signed-text.ts";

it("puts the parts into the template", () => {
  const parts = { id: "a", timestamp: "1", body: Buffer.from("b") };
  expect(Buffer.from(signedText("{id}.{timestamp}.{body}", parts)).toString()).toBe("a.1.b");
  expect(Buffer.from(signedText("{body}{timestamp}", parts)).toString()).toBe("b1");
});

it("keeps the body byte for byte, also where it is no UTF-8 or looks like a template", () => {
  const body = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from("{id}")]);
  expect(Buffer.from(signedText("{body}", { id: "x", timestamp: "", body }))).toEqual(body);
});

it("does not look for templates in what it puts in", () => {
  const parts = { id: "{body}", timestamp: "1", body: Buffer.from("secret") };
  expect(Buffer.from(signedText("{id}", parts)).toString()).toBe("{body}");
});
