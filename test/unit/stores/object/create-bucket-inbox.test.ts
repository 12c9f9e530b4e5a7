import { describe, expect, it } from "vitest";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import { claimKey } from "../../../../lib/domain/event.ts";
import { createBucketInbox, inboxKey } from "../../../../lib/stores/object/create-bucket-inbox.ts";
import { entry, ticket } from "../../../contract/store-fixtures.ts";
import { emptyObjects, memoryBucket, type Trouble } from "../../../fixtures/memory-bucket.ts";
import { KINDS, openStore, PLAIN } from "./object-histories.ts";

const keysIn = ({ objects }: ReturnType<typeof emptyObjects>, prefix: string) =>
  [...objects.keys()].filter((key) => key.startsWith(prefix));

describe.each(KINDS)("inbox in a bucket %s", (_, kind) => {
  it("keeps the same delivery once, and gives each to the log", async () => {
    const objects = emptyObjects();
    const inbox = createBucketInbox(memoryBucket(objects, kind));
    for (const id of ["t-1", "t-2", "t-1"]) await inbox.put(ticket(id));
    expect(keysIn(objects, "inbox/")).toHaveLength(2);
    const store = openStore(objects, kind);
    let count = 0;
    const accept = (event: AutomationEvent) => {
      count += 1;
      return store.accept({ key: claimKey(event), run: `r-${count}`, event, entry: entry("received", 0) });
    };
    expect(await inbox.drain(accept, 1)).toMatchObject({ accepted: 1, more: true });
    expect(await inbox.drain(accept, 10)).toEqual({ accepted: 1, refused: [], failed: null, more: false });
    await inbox.put(ticket("t-1"));
    expect(await inbox.drain(accept, 10)).toMatchObject({ accepted: 1 });
    expect(keysIn(objects, "inbox/")).toEqual([]);
    expect(await store.verify({})).toMatchObject({ runs: 2, problems: [] });
  });
});

describe("inbox", () => {
  it("leaves what could not be taken in where it is", async () => {
    const objects = emptyObjects();
    const inbox = createBucketInbox(memoryBucket(objects, PLAIN));
    await inbox.put(ticket("t-1"));
    const full = new AutomationError("throttled", "the inbox is full");
    expect(await inbox.drain(() => Promise.reject(full), 10)).toMatchObject({
      accepted: 0,
      failed: full,
      more: true,
    });
    const bug = new TypeError("a bug");
    await expect(inbox.drain(() => Promise.reject(bug), 10)).rejects.toBe(bug);
    expect(keysIn(objects, "inbox/")).toEqual([inboxKey(ticket("t-1"))]);
  });

  it("moves aside what is no event, or lies under another one's name, and goes on", async () => {
    const objects = emptyObjects();
    const inbox = createBucketInbox(memoryBucket(objects, PLAIN));
    const bytes = new TextEncoder().encode("{ not an event");
    objects.objects.set("inbox/0.json", bytes);
    objects.objects.set("inbox/1.json", new TextEncoder().encode(JSON.stringify(ticket("t-9"))));
    await inbox.put(ticket("t-1"));
    const drained = await inbox.drain(async () => undefined, 10);
    expect(drained).toEqual({
      accepted: 1,
      refused: ["inbox/0.json", "inbox/1.json"],
      failed: null,
      more: false,
    });
    expect(objects.objects.get("inbox-refused/0.json")).toEqual(bytes);
    expect(keysIn(objects, "inbox/")).toEqual([]);
  });

  it("refuses what could not be read back", async () => {
    const inbox = createBucketInbox(memoryBucket(emptyObjects(), PLAIN));
    await expect(inbox.put({ ...ticket("t-1"), time: "yesterday" })).rejects.toMatchObject({
      code: "store-failed",
    });
  });

  it("passes over what a late listing still names", async () => {
    const objects = emptyObjects();
    const inbox = createBucketInbox(memoryBucket(objects, { ...PLAIN, listingDelayMs: () => 1_000 }));
    await inbox.put(ticket("t-1"));
    objects.late.clear();
    expect(await inbox.drain(async () => undefined, 10)).toMatchObject({ accepted: 1 });
    expect(await inbox.drain(async () => undefined, 10)).toMatchObject({ accepted: 0, refused: [] });
  });

  it.each<[Trouble, boolean]>([
    ["lost-after", true],
    ["lost-before", false],
  ])("acknowledges only what is there: %s", async (fault, there) => {
    const objects = emptyObjects();
    const trouble = ({ method }: { readonly method: string }): Trouble => (method === "put" ? fault : "none");
    const inbox = createBucketInbox(memoryBucket(objects, { ...PLAIN, trouble }));
    const put = inbox.put(ticket("t-1"));
    if (there) await put;
    else await expect(put).rejects.toMatchObject({ code: "store-failed" });
    expect(keysIn(objects, "inbox/")).toHaveLength(there ? 1 : 0);
  });
});
