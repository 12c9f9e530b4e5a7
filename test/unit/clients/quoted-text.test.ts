import { expect, it } from "vitest";
import { quotedText } from "../../../lib/clients/quoted-text.ts";

it.each([
  [
    "verify aksk signature fail, canonicalRequest: GET|/v1/x||host:h|x-sdk-date:20260512T090000Z|x-security-token:hidden/hid+den==|",
    "verify aksk signature fail, canonicalRequest: GET|/v1/x||host:h|x-sdk-date:20260512T090000Z|x-security-token:[hidden]|",
  ],
  ['{"X-Auth-Token": "hidden hidden"}', '{"X-Auth-Token": "[hidden]"}'],
  [
    "Authorization: SDK-HMAC-SHA256 Access=hidden, SignedHeaders=host, Signature=hidden",
    "Authorization: [hidden]",
  ],
  ["signed by Access=hidden, SignedHeaders=host", "signed by Access=[hidden], SignedHeaders=host"],
  ["the password sent-in-confidence is weak", "the password [hidden] is weak"],
  ["open https://nb.example/?token=hidden\nnow", "open [address] now"],
  ["the token_count is 3 and x is y", "the token_count is 3 and x is y"],
])("what a cloud says is quoted without keys: %s", (text, quoted) => {
  expect(quotedText(text, ["sent-in-confidence", "is"])).toBe(quoted);
});

it("is short", () => {
  expect(quotedText("word ".repeat(1_000), [])).toHaveLength(300);
});
