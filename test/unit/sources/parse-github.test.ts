import { expect, it } from "vitest";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const github = senderOf("github");

const CLOSED = {
  action: "closed",
  issue: {
    number: 23,
    state: "closed",
    title: "Stop it",
    updated_at: "2025-01-15T08:00:00Z",
    labels: [{ name: "gpu" }, { name: "server:ds-1" }],
  },
  repository: { full_name: "example/ops" },
};

async function received(body: object, event = "issues") {
  const result = await receive("github", signedInput(github, JSON.stringify(body), { event }));
  return "event" in result ? result.event : result;
}

it("an issue becomes a ticket, its change named by what it did and when", async () => {
  expect(await received(CLOSED)).toMatchObject({
    id: "delivery-1",
    type: "ticket.updated",
    time: "2025-01-15T08:00:00.000Z",
    subject: "example/ops#23",
    data: {
      key: "example/ops#23",
      status: "closed",
      transition: "closed:2025-01-15T08:00:00Z",
      labels: ["gpu", "server:ds-1"],
      title: "Stop it",
      server: "ds-1",
    },
  });
});

it("a label is a change of its own, because with two states only it is how an issue is approved", async () => {
  const labeled = { ...CLOSED, action: "labeled", label: { name: "approved" } };
  expect(await received(labeled)).toMatchObject({
    data: {
      ...{ transition: "labeled:approved:2025-01-15T08:00:00Z", action: "labeled", label: "approved" },
      added: ["approved"],
    },
  });
  expect(await received({ ...labeled, action: "unlabeled" })).toMatchObject({
    data: { transition: "unlabeled:approved:2025-01-15T08:00:00Z", label: "approved", added: [] },
  });
});

it("a change that the signed body does not date is none: the id of a delivery is not signed", async () => {
  const { updated_at: _, ...issue } = CLOSED.issue;
  expect(await received({ ...CLOSED, issue })).toMatchObject({ data: { transition: null } });
});

it("an edit is none", async () => {
  expect(await received({ ...CLOSED, action: "edited" })).toMatchObject({ data: { transition: null } });
});

it("a ping is answered once its signature is right", async () => {
  const ping = JSON.stringify({ zen: "Keep it logically awesome.", hook_id: 1, hook: {} });
  const input = signedInput(github, ping, { event: "ping" });
  expect(await receive("github", input)).toEqual({
    ok: true,
    reply: { status: 200, headers: { "content-type": "application/json" }, body: '{"ok":true}' },
  });
  expect(await receive("github", { ...input, headers: {} })).toMatchObject({ code: "missing-signature" });
});

it("a comment is no ticket, whatever the unsigned header says", async () => {
  const comment = { ...CLOSED, action: "created", comment: { body: "approved" } };
  expect(await received(comment, "issues")).toMatchObject({ type: "webhook.received", data: comment });
  expect(await received(CLOSED, "issue_comment")).toMatchObject({ type: "webhook.received" });
});

it("an issue without number or repository is refused", async () => {
  expect(await received({ ...CLOSED, repository: {} })).toMatchObject({ code: "unsupported-event" });
  expect(await received({ ...CLOSED, issue: {} })).toMatchObject({ code: "unsupported-event" });
});
