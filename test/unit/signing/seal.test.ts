import { describe, expect, it } from "vitest";
import type { ReplyHandle } from "../../../lib/domain/reply-handle.ts";
import { isReplyOver, openReply, sealingKey, sealReply } from "../../../lib/signing/seal.ts";

const URL_OF_REPLY = "https://hooks.slack.com/commands/T1/1/x";
const HANDLE: ReplyHandle = { platform: "slack", expiresMs: 1_000, parts: { responseUrl: URL_OF_REPLY } };
const OLD = { kind: "hmac", value: "the-old-secret" };
const NEW = { kind: "hmac", value: "the-new-secret" };

describe("a sealed reply address", () => {
  it("opens under the secret that sealed it, also while another one is active", () => {
    const sealed = sealReply(HANDLE, OLD.value);
    expect(openReply(sealed, [OLD])).toEqual(HANDLE);
    expect(openReply(sealed, [NEW, OLD])).toEqual(HANDLE);
    expect(openReply(sealed, [NEW])).toBeNull();
    expect(openReply(sealed, [])).toBeNull();
    expect(openReply(sealed, [{ kind: "hmac", value: "" }])).toBeNull();
  });

  it("shows nothing of what it holds", () => {
    const sealed = sealReply(HANDLE, OLD.value);
    const bytes = Buffer.from(sealed.slice("v1.".length), "base64url").toString("latin1");
    expect(sealed + bytes).not.toMatch(/slack|hooks|responseUrl/);
  });

  it("is the same for the same handle, whatever the order of its parts, and another for another", () => {
    const parts = { applicationId: "1", token: "t" };
    const turned = { token: "t", applicationId: "1" };
    const one = { platform: "discord", expiresMs: null, parts } as const;
    expect(sealReply({ ...one, parts: turned }, "key")).toBe(sealReply(one, "key"));
    expect(sealReply({ ...one, expiresMs: 1 }, "key")).not.toBe(sealReply(one, "key"));
    expect(sealReply(one, "other")).not.toBe(sealReply(one, "key"));
  });

  it("takes a key of bytes as well as one of text", () => {
    expect(sealReply(HANDLE, new TextEncoder().encode(OLD.value))).toBe(sealReply(HANDLE, OLD.value));
  });

  it.each(["", "v1.", "v1.AAAA", "v2.AAAA", `v1.${"A".repeat(10_000)}`, "v1.=", "nothing"])(
    "is not %.12s",
    (text) => {
      expect(openReply(text, [OLD])).toBeNull();
    },
  );

  it("has one spelling: bits that no byte needs are not ignored", () => {
    const sealed = sealReply(HANDLE, OLD.value);
    expect(openReply(`${sealed}=`, [OLD])).toBeNull();
    expect(openReply(` ${sealed}`, [OLD])).toBeNull();
  });

  it("says when its time is over, to whoever knows what time it is", () => {
    expect(isReplyOver(HANDLE, 999)).toBe(false);
    expect(isReplyOver(HANDLE, 1_000)).toBe(true);
    expect(isReplyOver({ expiresMs: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe("the key of a source", () => {
  it("is drawn from its first secret of a kind that both sides alone know", () => {
    expect(sealingKey([OLD, NEW])).toBe(OLD.value);
    expect(sealingKey([{ kind: "encrypt-key", value: "e" }])).toBe("e");
    expect(sealingKey([{ kind: "hmac", value: "" }, NEW])).toBe(NEW.value);
    expect(sealingKey([NEW, { kind: "reply-key", value: "ours" }])).toBe("ours");
  });

  it("does not exist where everybody knows what there is", () => {
    expect(
      sealingKey([
        { kind: "public-key", value: "p" },
        { kind: "receive-id", value: "r" },
      ]),
    ).toBeNull();
  });
});
