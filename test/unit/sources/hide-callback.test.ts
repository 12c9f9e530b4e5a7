import { describe, expect, it } from "vitest";
import { openReply } from "../../../lib/signing/seal.ts";
import { CALLBACK_REMOVED, hideCallback } from "../../../lib/sources/hide-callback.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const ADDRESS = "https://user:hidden@desk.example/hidden?key=hidden";
const seal = ({ parts }: { readonly parts: Readonly<Record<string, string>> }) =>
  `sealed ${parts["callbackUrl"]?.length}`;

describe("the address for a result", () => {
  it("is sealed with the source's own secret before there is an event, and opens again", async () => {
    const sender = senderOf("standard-webhooks");
    for (const type of ["ticket.updated", "note", "budget.alert"]) {
      const data = { key: "T-1", budget: "b", at: 0.9, callback_url: ADDRESS };
      const received = await receive(
        "standard-webhooks",
        signedInput(sender, JSON.stringify({ type, data })),
      );
      const taken: Readonly<Record<string, unknown>> =
        received.ok && "event" in received ? { ...received.event.data } : {};
      expect(JSON.stringify(received)).not.toContain("hidden");
      const sealed = String(taken["callback_url"]);
      expect(openReply(sealed, [sender.receiving])?.parts).toEqual({ callbackUrl: ADDRESS });
    }
  });

  it("is the same text for the same delivery", async () => {
    const sender = senderOf("github");
    const once = () => receive("github", signedInput(sender, JSON.stringify({ callback_url: ADDRESS })));
    expect(await once()).toEqual(await once());
  });

  it("is taken out where it is no text, which nobody would call and everybody could read", () => {
    for (const address of [[ADDRESS], { url: ADDRESS }, 7]) {
      expect(JSON.stringify(hideCallback({ n: 1, callback_url: address }, seal))).not.toContain("hidden");
    }
  });

  it("is taken out where there is no secret to hide it with", () => {
    expect(hideCallback({ n: 1, callback_url: ADDRESS }, () => null)).toEqual({
      n: 1,
      callback_url: CALLBACK_REMOVED,
    });
  });

  it("is cut to what can be sealed, and what is none is left alone", () => {
    expect(hideCallback({ callback_url: "x".repeat(9_000) }, seal)).toEqual({ callback_url: "sealed 4096" });
    for (const data of [{}, { callback_url: "" }, { callback_url: null }]) {
      expect(hideCallback(data, seal)).toEqual(data);
    }
  });
});
