import { describe, expect, it } from "vitest";
import type { ModelArtsClient } from "../../../../lib/clients/modelarts/client.ts";
import type { Listing, ListingDoubt } from "../../../../lib/clients/modelarts/paging.ts";
import { LISTINGS_MAX, listMachines } from "../../../../lib/clients/target/list-machines.ts";
import { AutomationError, type ErrorCode, type ErrorDetails } from "../../../../lib/domain/errors.ts";
import type { ReadBounds } from "../../../../lib/ports/cloud.ts";

const NOW = Date.parse("2026-09-01T08:30:00Z");
const KNOWN = { target: "prod", flavors: new Map(), tags: new Map() };

type Outcome =
  | { readonly ids: readonly string[]; readonly why?: ListingDoubt; readonly breaks?: AutomationError }
  | AutomationError;

/** A client whose notebook list comes out as told, one outcome per listing. */
function clientWith(outcomes: Outcome[]): { client: ModelArtsClient; asked: () => number } {
  let asked = 0;
  async function* pages(): AsyncGenerator<
    readonly { id: string }[],
    Omit<Listing<never>, "items">,
    undefined
  > {
    asked += 1;
    const outcome = outcomes.shift();
    if (outcome === undefined) throw new Error("listed more often than told");
    if (outcome instanceof Error) throw outcome;
    yield outcome.ids.map((id) => ({ id }));
    if (outcome.breaks) throw outcome.breaks;
    return {
      total: outcome.ids.length,
      complete: outcome.why === undefined,
      ...(outcome.why ? { why: outcome.why } : {}),
    };
  }
  const listings = { allNotebooks: pages, notebooks: pages };
  return { client: { listings } as unknown as ModelArtsClient, asked: () => asked };
}

const listNotebooks = (client: ModelArtsClient, bounds: ReadBounds = {}, now = () => NOW) =>
  listMachines(client, "notebook", { known: KNOWN, bounds, now });

const told = (code: ErrorCode, details: ErrorDetails = {}) =>
  new AutomationError(code, `the cloud said: ${code}`, { details });

/** A budget of so many repetitions, and how many were taken. */
function budgetOf(max: number) {
  let taken = 0;
  const take = () => {
    if (taken === max) return false;
    taken += 1;
    return true;
  };
  return { retries: { take }, taken: () => taken };
}

const shortPages = (count: number): Outcome[] =>
  Array.from({ length: count }, () => ({ ids: ["a"], why: "short-page" as const }));

describe("listing machines", () => {
  it("is certain after one complete listing", async () => {
    const { client, asked } = clientWith([{ ids: ["a", "b"] }]);
    const inventory = await listNotebooks(client);
    expect(inventory).toMatchObject({ doubt: null, failed: null });
    expect(inventory.resources.map(({ ref }) => ref)).toEqual(["prod/notebook/a", "prod/notebook/b"]);
    expect(asked()).toBe(1);
  });

  it("lists again while there is doubt, and is certain once one listing is complete", async () => {
    const { client, asked } = clientWith([
      { ids: ["a"], why: "short-page" },
      { ids: ["a"], why: "total-changed" },
      { ids: ["a", "b"] },
    ]);
    expect(await listNotebooks(client)).toMatchObject({
      doubt: null,
      resources: [{ id: "a" }, { id: "b" }],
    });
    expect(asked()).toBe(3);
  });

  it("stays in doubt after the last listing and says why", async () => {
    const { client, asked } = clientWith(shortPages(LISTINGS_MAX));
    expect(await listNotebooks(client)).toMatchObject({
      failed: null,
      doubt: "a page came back shorter than announced",
    });
    expect(asked()).toBe(LISTINGS_MAX);
  });

  it("turns to the caller's own machines where the whole tenant may not be seen", async () => {
    const { client, asked } = clientWith([new AutomationError("forbidden", "no"), { ids: ["mine"] }]);
    expect(await listNotebooks(client)).toMatchObject({
      failed: null,
      resources: [{ id: "mine" }],
    });
    expect(asked()).toBe(2);
  });

  it("tells a failure as a fact and shows no machine", async () => {
    const { client } = clientWith([new AutomationError("forbidden", "no"), told("not-supported")]);
    expect(await listNotebooks(client)).toMatchObject({
      failed: "the cloud said: not-supported",
      resources: [],
    });
  });

  it("does not hide a mistake of its own", async () => {
    const client = { listings: {} } as unknown as ModelArtsClient;
    await expect(listNotebooks(client)).rejects.toThrow(TypeError);
  });
});

describe("a listing that breaks off", () => {
  it.each(["throttled", "unavailable"] as const)("is begun again from its first page: %s", async (code) => {
    const { client, asked } = clientWith([
      { ids: ["a"], breaks: told(code) },
      { ids: ["a"], breaks: told(code) },
      { ids: ["a", "b"] },
    ]);
    expect(await listNotebooks(client)).toMatchObject({
      failed: null,
      doubt: null,
      resources: [{ id: "a" }, { id: "b" }],
    });
    expect(asked()).toBe(3);
  });

  it.each(["throttled", "unavailable"] as const)(
    "is no list in the end, not even half of one: %s",
    async (code) => {
      const { client, asked } = clientWith(
        Array.from({ length: LISTINGS_MAX }, () => ({ ids: ["a"], breaks: told(code) })),
      );
      const inventory = await listNotebooks(client);
      expect(inventory).toMatchObject({ resources: [], failed: `the cloud said: ${code}` });
      expect(asked()).toBe(LISTINGS_MAX);
    },
  );

  it("because of expired credentials is begun again once, since they may have been renewed", async () => {
    const renewed = clientWith([{ ids: ["a"], breaks: told("unauthorized") }, { ids: ["a", "b"] }]);
    expect(await listNotebooks(renewed.client)).toMatchObject({
      failed: null,
      resources: [{ id: "a" }, { id: "b" }],
    });
    const wrong = clientWith([{ ids: ["a"], breaks: told("unauthorized") }, told("unauthorized")]);
    expect(await listNotebooks(wrong.client)).toMatchObject({
      resources: [],
      failed: "the cloud said: unauthorized",
    });
    expect(wrong.asked()).toBe(2);
  });

  it("by a refusal after its first page does not shrink to the caller's own machines", async () => {
    const { client, asked } = clientWith([{ ids: ["a"], breaks: told("forbidden") }]);
    expect(await listNotebooks(client)).toMatchObject({ resources: [], failed: "the cloud said: forbidden" });
    expect(asked()).toBe(1);
  });

  it("by a refusal of the key itself does not shrink to the caller's own machines either", async () => {
    const { client, asked } = clientWith([told("forbidden", { cloudCode: "ModelArts.0206" })]);
    expect(await listNotebooks(client)).toMatchObject({ resources: [], failed: "the cloud said: forbidden" });
    expect(asked()).toBe(1);
  });

  it.each(["invalid-request", "invalid-response", "timeout", "connection", "not-found"] as const)(
    "for any other reason is not begun again: %s",
    async (code) => {
      const { client, asked } = clientWith([{ ids: ["a"], breaks: told(code) }]);
      expect(await listNotebooks(client)).toMatchObject({ resources: [], failed: `the cloud said: ${code}` });
      expect(asked()).toBe(1);
    },
  );

  it("is not begun again where the cloud asks for more patience than a read has", async () => {
    const { client, asked } = clientWith([told("throttled", { retryAfterMs: 120_000 })]);
    expect(await listNotebooks(client)).toMatchObject({ failed: "the cloud said: throttled" });
    expect(asked()).toBe(1);
  });

  it("is told by what the cloud said, not by our own refusal to ask again", async () => {
    const held = told("unavailable", { heldBack: true, retryAfterMs: 1 });
    const { client, asked } = clientWith([told("unavailable"), held]);
    expect(await listNotebooks(client)).toMatchObject({ failed: "the cloud said: unavailable" });
    expect(asked()).toBe(2);
    const first = clientWith([new AutomationError("unavailable", "held back", { details: held.details })]);
    expect(await listNotebooks(first.client)).toMatchObject({ failed: "held back" });
    expect(first.asked()).toBe(1);
  });

  it("stays doubtful, as it was read before, where it may not be read again", async () => {
    const { client } = clientWith([...shortPages(1), told("throttled", { heldBack: true })]);
    expect(await listNotebooks(client)).toMatchObject({ failed: null, doubt: expect.any(String) });
  });
});

describe("the bounds of a listing", () => {
  it("pays for each repetition from the budget", async () => {
    const { client, asked } = clientWith(shortPages(LISTINGS_MAX));
    const budget = budgetOf(10);
    await listNotebooks(client, budget);
    expect([asked(), budget.taken()]).toEqual([3, 2]);
  });

  it("does not list again when the budget is used up, and stays in doubt", async () => {
    const { client, asked } = clientWith(shortPages(1));
    const inventory = await listNotebooks(client, budgetOf(0));
    expect(inventory).toMatchObject({ doubt: "a page came back shorter than announced" });
    expect(asked()).toBe(1);
  });

  it("does not list again when the time is over, and takes nothing from the budget", async () => {
    const { client, asked } = clientWith(shortPages(2));
    const budget = budgetOf(10);
    let nowMs = NOW;
    const inventory = await listNotebooks(client, { ...budget, deadlineMs: NOW + 2 }, () => (nowMs += 1));
    expect(inventory).toMatchObject({ doubt: expect.any(String) });
    expect([asked(), budget.taken()]).toEqual([2, 1]);
  });
});
