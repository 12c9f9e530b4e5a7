import { describe, expect, it } from "vitest";
import type { ModelArtsClient } from "../../../../lib/clients/modelarts/client.ts";
import type { Listing, ListingDoubt } from "../../../../lib/clients/modelarts/paging.ts";
import { LISTINGS_MAX, listMachines } from "../../../../lib/clients/target/list-machines.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";

const KNOWN = { target: "prod", flavors: new Map(), tags: new Map() };

type Outcome = { readonly ids: readonly string[]; readonly why?: ListingDoubt } | AutomationError;

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
    return {
      total: outcome.ids.length,
      complete: outcome.why === undefined,
      ...(outcome.why ? { why: outcome.why } : {}),
    };
  }
  const listings = { allNotebooks: pages, notebooks: pages };
  return { client: { listings } as unknown as ModelArtsClient, asked: () => asked };
}

describe("listing machines", () => {
  it("is certain after one complete listing", async () => {
    const { client, asked } = clientWith([{ ids: ["a", "b"] }]);
    const inventory = await listMachines(client, "notebook", KNOWN);
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
    expect(await listMachines(client, "notebook", KNOWN)).toMatchObject({
      doubt: null,
      resources: [{ id: "a" }, { id: "b" }],
    });
    expect(asked()).toBe(3);
  });

  it("stays in doubt after the last listing and says why", async () => {
    const { client, asked } = clientWith(
      Array.from({ length: LISTINGS_MAX }, () => ({ ids: ["a"], why: "short-page" as const })),
    );
    expect(await listMachines(client, "notebook", KNOWN)).toMatchObject({
      failed: null,
      doubt: "a page came back shorter than announced",
    });
    expect(asked()).toBe(LISTINGS_MAX);
  });

  it("turns to the caller's own machines where the whole tenant may not be seen", async () => {
    const { client, asked } = clientWith([new AutomationError("forbidden", "no"), { ids: ["mine"] }]);
    expect(await listMachines(client, "notebook", KNOWN)).toMatchObject({
      failed: null,
      resources: [{ id: "mine" }],
    });
    expect(asked()).toBe(2);
  });

  it("tells a failure as a fact and shows no machine", async () => {
    const { client } = clientWith([new AutomationError("unavailable", "the gateway is down")]);
    expect(await listMachines(client, "notebook", KNOWN)).toMatchObject({
      failed: "the gateway is down",
      resources: [],
    });
  });

  it("does not hide a mistake of its own", async () => {
    const client = { listings: {} } as unknown as ModelArtsClient;
    await expect(listMachines(client, "notebook", KNOWN)).rejects.toThrow(TypeError);
  });
});
