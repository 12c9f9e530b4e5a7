import { expect, it } from "vitest";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const gitlab = senderOf("gitlab");

const CLOSED = {
  object_kind: "issue",
  project: { path_with_namespace: "example/ops" },
  object_attributes: {
    iid: 23,
    state: "closed",
    action: "close",
    title: "Stop it",
    updated_at: "2025-01-15 08:00:00 UTC",
    labels: [{ title: "server:ds-1" }],
  },
  changes: {},
};

async function received(body: object) {
  const result = await receive("gitlab", signedInput(gitlab, JSON.stringify(body), { event: "Issue Hook" }));
  return "event" in result ? result.event : result;
}

it("an issue becomes a ticket", async () => {
  expect(await received(CLOSED)).toMatchObject({
    id: "delivery-1",
    type: "ticket.updated",
    time: "2025-01-15T08:00:00.000Z",
    data: {
      key: "example/ops#23",
      status: "closed",
      transition: "close:2025-01-15 08:00:00 UTC",
      labels: ["server:ds-1"],
      title: "Stop it",
      server: "ds-1",
    },
  });
});

it("new labels are a change, another edit is none", async () => {
  const attributes = { ...CLOSED.object_attributes, action: "update" };
  const edited = { ...CLOSED, object_attributes: attributes };
  expect(await received(edited)).toMatchObject({ data: { transition: null } });
});

it.each([
  [["a"], ["a", "approved"], "labeled:approved:", { added: ["approved"], removed: [] }],
  [["approved"], ["approved", "thanks"], "labeled:thanks:", { added: ["thanks"], removed: [] }],
  [["a", "b"], ["b", "c", "d"], "labeled:c,d:", { added: ["c", "d"], removed: ["a"] }],
  [["approved"], [], "unlabeled:approved:", { added: [], removed: ["approved"] }],
])("a change of labels from %j to %j says which ones it was about", async (before, after, named, lists) => {
  const titled = (titles: readonly string[]) => titles.map((title) => ({ title }));
  const labels = { previous: titled(before), current: titled(after) };
  const attributes = { ...CLOSED.object_attributes, action: "update", labels: titled(after) };
  expect(await received({ ...CLOSED, object_attributes: attributes, changes: { labels } })).toMatchObject({
    data: { transition: `${named}2025-01-15 08:00:00 UTC`, labels: after, ...lists },
  });
});

it.each([
  {},
  { current: [{ title: "approved" }] },
  { previous: [{ title: "a" }], current: [{ title: "a" }] },
])("labels of which nothing tells what was set are no move: %j", async (labels) => {
  const attributes = { ...CLOSED.object_attributes, action: "update" };
  expect(await received({ ...CLOSED, object_attributes: attributes, changes: { labels } })).toMatchObject({
    data: { transition: null, added: [], removed: [] },
  });
});

it("labels may stand beside the issue instead of in it", async () => {
  const body = {
    ...CLOSED,
    object_attributes: { ...CLOSED.object_attributes, labels: undefined },
    labels: [{ title: "gpu" }],
  };
  expect(await received(body)).toMatchObject({ data: { labels: ["gpu"] } });
});

it("an issue without number or project is refused, other kinds are handed on", async () => {
  expect(await received({ ...CLOSED, project: {} })).toMatchObject({ code: "unsupported-event" });
  expect(await received({ object_kind: "push", ref: "main" })).toMatchObject({
    type: "webhook.received",
    data: { object_kind: "push", ref: "main" },
  });
});
