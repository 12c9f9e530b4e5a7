import { sql } from "kysely";
import type { Lease, LeaseRequest, LeaseStore, TakenLease } from "../../ports/lease-store.ts";
import { checkLeaseRequest, GIVEN_BACK_MS, giveLease, type KeptLease, leaseStands } from "../give-lease.ts";
import { columnText } from "../kept-entry.ts";
import type { Connection, Ending, Statement } from "./connection.ts";
import { bind, queries } from "./queries.ts";
import type { Tables } from "./tables.ts";

type LeaseRow = Tables["leases"];
type FindLease = Statement<Pick<LeaseRow, "resource">, Omit<LeaseRow, "resource">>;

/** What a write to the log does with leases; call it within the transaction of the write. */
export interface WrittenLeases {
  /** Whether those that the write rests on still stand. */
  readonly stand: (leases: readonly Lease[]) => boolean;
  /** Gives back those that still stand, and says how many there were. */
  readonly giveBack: (leases: readonly Lease[]) => number;
}

/** Prepares {@link WrittenLeases}. */
export function prepareWrittenLeases({ prepare }: Connection): WrittenLeases {
  const find: FindLease = prepare(FIND_LEASE);
  const giveBack = prepare<Omit<LeaseRow, "until_ms">, never>(GIVE_BACK);
  return {
    stand: (leases) => leases.every((lease) => leaseStands(keptLease(find, lease.resource), lease)),
    giveBack: (leases) =>
      leases.reduce(
        (changed, { resource, holder, fence }) =>
          changed + giveBack.run({ resource: columnText(resource), holder: columnText(holder), fence }),
        0,
      ),
  };
}

/** The locks between runs. Each method is one IMMEDIATE transaction, and one that changes nothing writes nothing. */
export function sqliteLeases(connection: Connection): LeaseStore {
  const find: FindLease = connection.prepare(FIND_LEASE);
  const put = connection.prepare<LeaseRow, never>(PUT_LEASE);
  const written = prepareWrittenLeases(connection);
  const take = (request: LeaseRequest): Ending<readonly TakenLease[]> => {
    const holder = columnText(request.holder);
    const taken = request.resources.flatMap(
      (resource) => giveLease(resource, keptLease(find, resource), { ...request, holder }) ?? [],
    );
    for (const { resource, fence, untilMs } of taken) {
      put.run({ resource: columnText(resource), holder, fence, until_ms: untilMs });
    }
    const value = taken.map((lease) => ({ ...lease, holder: request.holder }));
    return { commit: taken.length > 0, value };
  };
  return {
    takeLeases: async (request) => {
      checkLeaseRequest(request);
      return connection.immediate(() => take(request));
    },
    releaseLeases: async (leases) => {
      if (leases.length === 0) return;
      connection.immediate(() => ({ commit: written.giveBack(leases) > 0, value: undefined }));
    },
  };
}

function keptLease(find: FindLease, resource: string): KeptLease | undefined {
  const row = find.first({ resource: columnText(resource) });
  return row && { holder: row.holder, fence: row.fence, untilMs: row.until_ms };
}

const FIND_LEASE = queries
  .selectFrom("leases")
  .select(["holder", "fence", "until_ms"])
  .where("resource", "=", bind<string>("resource"))
  .compile();

const PUT_LEASE = queries
  .insertInto("leases")
  .values({
    resource: bind("resource"),
    holder: bind("holder"),
    fence: bind("fence"),
    until_ms: bind("until_ms"),
  })
  .onConflict((conflict) =>
    conflict.column("resource").doUpdateSet((row) => ({
      holder: row.ref("excluded.holder"),
      fence: row.ref("excluded.fence"),
      until_ms: row.ref("excluded.until_ms"),
    })),
  )
  .compile();

/** The row stays, so that the fence never falls. */
const GIVE_BACK = queries
  .updateTable("leases")
  .set({ until_ms: sql.lit(GIVEN_BACK_MS) })
  .where("resource", "=", bind<string>("resource"))
  .where("holder", "=", bind<string>("holder"))
  .where("fence", "=", bind<number>("fence"))
  .where("until_ms", "<>", sql.lit(GIVEN_BACK_MS))
  .compile();
