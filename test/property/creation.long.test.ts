import { expect, it } from "vitest";
import { type CreationInput, type FollowedCreation, followCreation } from "../../lib/core/follow-creation.ts";
import { CLOCK_SKEW_MS, GIVE_UP_MS, SIGNATURE_LIFE_MS, STUCK_AFTER_MS } from "../../lib/core/follow-step.ts";
import type { Resource, Standing } from "../../lib/domain/resource.ts";
import { HOUR, NOW, server } from "../fixtures/resources.ts";
import { step } from "../unit/core/entries.ts";

const EXPIRED = SIGNATURE_LIFE_MS + CLOCK_SKEW_MS + 1;
const NAME = "train-0123abcd";
const PAY_PER_USE = { charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" } };

const STANDING: Readonly<Record<string, Standing>> = {
  RUNNING: "running",
  STOPPED: "stopped",
  CREATING: "changing",
  CREATE_FAILED: "failed",
  ERROR: "failed",
  MELTING: "unknown",
  DELETED: "gone",
};

const AGES = [
  ...[-HOUR, 0, EXPIRED - 1, EXPIRED],
  ...[GIVE_UP_MS, GIVE_UP_MS + 1, STUCK_AFTER_MS, STUCK_AFTER_MS + 1],
];

function machine(id: string, status: string, overrides: Partial<Resource> = {}): Resource {
  const standing = STANDING[status] ?? "unknown";
  return server({ id, name: `${NAME}-${id.slice(1)}`, status, standing, ...overrides });
}

/** Machines that look like those of the order and are not. */
const NEIGHBOURS = [
  machine("x1", "CREATE_FAILED", { name: "train" }),
  machine("x2", "CREATE_FAILED", { name: "train-2-0123abcd" }),
  machine("x3", "RUNNING", { name: `${NAME}-00001` }),
  machine("x4", "CREATE_FAILED", { name: `${NAME}9` }),
  machine("x5", "CREATING", { name: `${NAME}-x`, orderId: "CS2" }),
  machine("x6", "CREATE_FAILED", { name: NAME, kind: "notebook" }),
  machine("x7", "CREATE_FAILED", { name: NAME, target: "lab" }),
];

/** An order of a pay-per-use server or a notebook, as it may stand when somebody looks. */
interface Case {
  readonly made: readonly string[];
  readonly count: number;
  readonly accepted: boolean;
  readonly order: string | null;
  readonly mayDelete: boolean;
  readonly ageMs: number;
}

function inputOf({ made, count, accepted, order, mayDelete, ageMs }: Case): CreationInput {
  return {
    step: step({
      verb: "create-dev-server",
      repeat: "once-only",
      kind: "dev-server",
      resource: "prod/dev-server/+train",
      name: NAME,
      parameters: { ...PAY_PER_USE, count },
    }),
    submission: { signedAtMs: NOW, pre: null, call: "call-1", fence: null, accepted, created: null, order },
    machines: made.map((status, index) => machine(`m${index}`, status)),
    mayDelete,
    nowMs: NOW + ageMs,
  };
}

/** A case, its outcome, and what a reader of the case counts. */
interface Told extends Case {
  readonly followed: FollowedCreation;
  readonly kind: FollowedCreation["kind"];
  readonly up: number;
  readonly failed: number;
  readonly changing: number;
  /** Statuses of what is cleaned up. */
  readonly cleaned: readonly (string | undefined)[];
}

function tell(one: Case): Told {
  const followed = followCreation(inputOf(one));
  const of = (...standings: Standing[]) =>
    one.made.filter((status) => standings.some((standing) => standing === STANDING[status])).length;
  return {
    ...one,
    followed,
    kind: followed.kind,
    up: of("running", "stopped"),
    failed: of("failed"),
    changing: of("changing", "unknown"),
    cleaned:
      followed.kind === "pending" ? [] : followed.cleanUp.map(({ id }) => one.made[Number(id.slice(1))]),
  };
}

const isWhole = ({ up, count, changing, failed }: Told) => up >= count && changing === 0 && failed === 0;
const isEmpty = ({ up, changing, failed }: Told) => up + changing + failed === 0;

/** What holds of every outcome. */
const RULES: Readonly<Record<string, (told: Told) => boolean>> = {
  "succeeds when and only when all are there": (told) => (told.kind === "succeeded") === isWhole(told),
  "waits for whatever changes": ({ kind, changing, ageMs }) =>
    changing === 0 || ageMs > STUCK_AFTER_MS || kind === "pending",
  "does not wait for ever": ({ kind, ageMs }) => ageMs <= STUCK_AFTER_MS || kind !== "pending",
  "waits an hour for what has not come": (told) =>
    isEmpty(told) ||
    told.up + told.failed >= told.count ||
    told.ageMs > GIVE_UP_MS ||
    told.kind === "pending",
  "says never only when the signature has expired, and never of what was accepted": (told) =>
    !isEmpty(told) || told.kind !== "failed" || (told.ageMs >= EXPIRED && !told.accepted && !told.order),
  "calls it partial when and only when some were made": ({ followed, kind, up, count }) =>
    kind !== "failed" || ("reason" in followed && followed.reason === "partial") === (up > 0 && up < count),
  "cleans up what was never made, and nothing else": ({ cleaned }) =>
    cleaned.every((status) => status === "CREATE_FAILED"),
  "cleans up all of it when the order has failed and it may": ({ kind, made, mayDelete, cleaned }) => {
    const failures = made.filter((status) => status === "CREATE_FAILED").length;
    return cleaned.length === (kind === "failed" && mayDelete ? failures : 0);
  },
  "minds no neighbour": ({ followed, ...one }) => {
    const input = inputOf(one);
    const among = followCreation({ ...input, machines: [...NEIGHBOURS, ...input.machines] });
    return JSON.stringify(among) === JSON.stringify(followed);
  },
};

/** All combinations with repetition of up to so many. */
function combinations(items: readonly string[], most: number): readonly (readonly string[])[] {
  if (most === 0) return [[]];
  const longer = items.flatMap((item, index) =>
    combinations(items.slice(index), most - 1).map((rest) => [item, ...rest]),
  );
  return [[], ...longer];
}

const BOTH = [true, false];

const CASES: readonly Told[] = combinations(Object.keys(STANDING), 3).flatMap((made) =>
  [1, 2, 3].flatMap((count) =>
    BOTH.flatMap((accepted) =>
      BOTH.flatMap((mayDelete) =>
        [null, "CS1"].flatMap((order) =>
          AGES.map((ageMs) => tell({ made, count, accepted, mayDelete, order, ageMs })),
        ),
      ),
    ),
  ),
);

it("plays every order of up to three with up to three machines in any status, at every age", () => {
  expect(CASES).toHaveLength(120 * 3 * 2 * 2 * 2 * AGES.length);
  const kinds = new Set(CASES.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["failed", "pending", "succeeded", "unknown"]);
});

it.each(Object.keys(RULES))("an order %s", (name) => {
  const holds = RULES[name];
  const broken = CASES.find((one) => holds?.(one) !== true);
  expect(broken).toBeUndefined();
});
