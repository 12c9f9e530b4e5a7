import { describe, expect, it } from "vitest";
import {
  belongsToOrder,
  type CreationInput,
  type FollowedCreation,
  followCreation,
} from "../../../lib/core/follow-creation.ts";
import {
  CLOCK_SKEW_MS,
  GIVE_UP_MS,
  SIGNATURE_LIFE_MS,
  STUCK_AFTER_MS,
} from "../../../lib/core/follow-step.ts";
import type { Resource, Standing } from "../../../lib/domain/resource.ts";
import type { Step } from "../../../lib/domain/step.ts";
import { HOUR, MINUTE, NOW, server } from "../../fixtures/resources.ts";
import { step } from "./entries.ts";

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

/** The n-th machine of the order. */
function machine(status: string, index = 0, overrides: Partial<Resource> = {}): Resource {
  const name = `${NAME}-${index + 1}`;
  return server({ id: `m${index + 1}`, name, status, standing: STANDING[status] ?? "unknown", ...overrides });
}

interface Seen {
  readonly count?: number;
  /** Statuses of the machines of the order. */
  readonly made?: readonly string[];
  readonly machines?: readonly Resource[];
  readonly accepted?: boolean;
  readonly order?: string | null;
  readonly created?: string | null;
  readonly afterMs?: number;
  readonly mayDelete?: boolean;
  readonly parameters?: Step["parameters"];
  readonly kind?: Step["kind"];
}

function inputOf(seen: Seen): CreationInput {
  const { count = 1, made = [], accepted = false, order = null, created = null, kind = "dev-server" } = seen;
  return {
    step: step({
      verb: "create-dev-server",
      repeat: "once-only",
      kind,
      resource: `prod/${kind}/+train`,
      name: NAME,
      parameters: { ...PAY_PER_USE, ...(count > 1 ? { count } : {}), ...seen.parameters },
    }),
    submission: { signedAtMs: NOW, pre: null, call: "call-1", fence: null, accepted, created, order },
    machines: seen.machines ?? made.map((status, index) => machine(status, index)),
    mayDelete: seen.mayDelete ?? true,
    nowMs: NOW + (seen.afterMs ?? MINUTE),
  };
}

const follow = (seen: Seen) => followCreation(inputOf(seen));
const kind = (seen: Seen) => follow(seen).kind;
const ids = (machines: readonly Resource[]) => machines.map(({ id }) => id);

/** Kind, reason and text, without the machines. */
function told(seen: Seen): readonly string[] {
  const followed = follow(seen);
  return followed.kind === "pending" ? ["pending"] : [followed.kind, followed.reason, followed.text];
}

function cleanUp(followed: FollowedCreation): readonly string[] {
  return followed.kind === "pending" ? [] : ids(followed.cleanUp);
}

describe("belongsToOrder", () => {
  const order = (submission: Partial<CreationInput["submission"]> = {}) => ({
    step: inputOf({}).step,
    submission: { created: null, order: null, ...submission },
  });
  const other = machine("RUNNING", 0, { id: "x", name: "somebody-else" });

  it("knows a machine by the id that was told, by the order, or by the name", () => {
    expect(belongsToOrder(other, order())).toBe(false);
    expect(belongsToOrder(other, order({ created: "x" }))).toBe(true);
    expect(belongsToOrder({ ...other, orderId: "CS1" }, order({ order: "CS1" }))).toBe(true);
    expect(belongsToOrder({ ...other, name: NAME }, order())).toBe(true);
    expect(belongsToOrder({ ...other, name: `${NAME}-0002` }, order())).toBe(true);
  });

  it("does not take a machine of another order, or of none, for one of this", () => {
    expect(belongsToOrder({ ...other, orderId: "CS2" }, order({ order: "CS1" }))).toBe(false);
    expect(belongsToOrder(other, order({ order: "CS1" }))).toBe(false);
    expect(belongsToOrder({ ...other, orderId: "CS1" }, order())).toBe(false);
    expect(belongsToOrder({ ...other, name: "train-2-0123abcd" }, order())).toBe(false);
  });

  it("looks at the kind and the target that were ordered alone", () => {
    const named = { ...other, name: NAME };
    expect(belongsToOrder({ ...named, kind: "notebook" }, order({ created: "x" }))).toBe(false);
    expect(belongsToOrder({ ...named, target: "lab" }, order({ created: "x" }))).toBe(false);
  });
});

describe("an order of one machine", () => {
  it("has succeeded when it runs, or was stopped since", () => {
    expect(told({ made: ["RUNNING"] })).toEqual(["succeeded", "confirmed", "prod/dev-server/m1 is RUNNING"]);
    expect(kind({ made: ["STOPPED"] })).toBe("succeeded");
  });

  it.each(["CREATING", "MELTING"])("is waited for while it is %s, for a day", (status) => {
    const seen = { made: [status], accepted: true };
    expect(kind({ ...seen, afterMs: STUCK_AFTER_MS })).toBe("pending");
    expect(told({ ...seen, afterMs: STUCK_AFTER_MS + 1 })).toEqual([
      "unknown",
      "undecided",
      `prod/dev-server/m1 is ${status} after 1d`,
    ]);
  });

  it("has failed when the machine says so, and the failed machine is deleted", () => {
    const followed = follow({ made: ["CREATE_FAILED"] });
    expect(followed).toMatchObject({ kind: "failed", reason: "step-failed", made: [] });
    expect(followed).toHaveProperty("text", "prod/dev-server/m1 is CREATE_FAILED; what failed is deleted");
    expect(cleanUp(followed)).toEqual(["m1"]);
  });

  it("says how to be rid of the failed machine where nothing may be deleted", () => {
    const followed = follow({ made: ["CREATE_FAILED"], mayDelete: false });
    expect(cleanUp(followed)).toEqual([]);
    expect(followed).toHaveProperty(
      "text",
      "prod/dev-server/m1 is CREATE_FAILED; what failed stays listed until it is deleted by hand: add delete to allow: in the config, then curfew delete prod/dev-server/m1",
    );
  });

  it.each(["ERROR", "STOP_FAILED", "REINSTALLINGOS_FAILED"])(
    "does not delete a machine that is %s: it was made, and somebody may have worked on it",
    (status) => {
      const followed = follow({ machines: [machine(status, 0, { standing: "failed" })] });
      expect(followed).toMatchObject({
        kind: "failed",
        text: `prod/dev-server/m1 is ${status}; look at prod/dev-server/m1 before it is deleted`,
      });
      expect(cleanUp(followed)).toEqual([]);
    },
  );

  it("does not delete a server of a supernode alone", () => {
    const members = [0, 1].map((index) => machine("CREATE_FAILED", index, { supernode: "node-1" }));
    const followed = follow({ machines: members });
    expect(cleanUp(followed)).toEqual([]);
    expect(followed).toMatchObject({
      kind: "failed",
      text: expect.stringMatching(
        /; a server of a supernode cannot be deleted alone: look at prod\/supernode\/node-1$/,
      ),
    });
  });

  it("is more than one where a supernode is made, and all of them have to run", () => {
    const members = (...made: string[]) =>
      made.map((status, index) => machine(status, index, { supernode: "n" }));
    expect(kind({ machines: members("RUNNING", "CREATING") })).toBe("pending");
    expect(told({ machines: members("RUNNING", "RUNNING") })).toEqual([
      "succeeded",
      "confirmed",
      "all 2 are there: prod/dev-server/m1 is RUNNING, prod/dev-server/m2 is RUNNING",
    ]);
    expect(follow({ machines: members("RUNNING", "CREATE_FAILED") })).toMatchObject({
      kind: "failed",
      reason: "step-failed",
      text: expect.stringMatching(
        /^1 of 1 were made; prod\/dev-server\/m1 is RUNNING, left alone; .*m2 is CREATE_FAILED; /,
      ),
    });
  });

  it("is waited for when our clock went backwards", () => {
    expect(kind({ afterMs: -HOUR })).toBe("pending");
    expect(kind({ afterMs: -HOUR, made: ["CREATING"] })).toBe("pending");
  });
});

describe("an order of which nothing is there", () => {
  it("never happened when no answer came and the signature has expired", () => {
    expect(kind({ afterMs: EXPIRED - 1 })).toBe("pending");
    expect(told({ afterMs: EXPIRED })).toEqual([
      "failed",
      "call-failed",
      "no machine with the order's name was made, and the signature has expired",
    ]);
    expect(kind({ kind: "notebook", parameters: { charging_info: undefined }, afterMs: EXPIRED })).toBe(
      "failed",
    );
  });

  it("cannot be told when it was accepted", () => {
    expect(kind({ accepted: true, afterMs: EXPIRED - 1 })).toBe("pending");
    expect(told({ accepted: true, afterMs: EXPIRED })).toEqual([
      "unknown",
      "undecided",
      "the order was accepted, but no machine with its name is there",
    ]);
    expect(kind({ accepted: true, made: ["DELETED"], afterMs: EXPIRED })).toBe("unknown");
  });

  it("may wait for payment for a day when it has an order id", () => {
    const seen = { accepted: true, order: "CS1" };
    expect(kind({ ...seen, afterMs: STUCK_AFTER_MS })).toBe("pending");
    expect(told({ ...seen, afterMs: STUCK_AFTER_MS + 1 })).toEqual([
      "unknown",
      "undecided",
      "order CS1 was accepted 1d ago, but no machine of it is there: look at order CS1 in the billing centre, it may wait for payment",
    ]);
  });

  it.each([
    [{ charging_info: undefined }],
    [{ charging_info: null }],
    [{ charging_info: {} }],
    [{ charging_info: { charging_mode: "PRE_PAID" } }],
    [{ charging_info: { charging_mode: "COMMON" } }],
  ])("is not called failed without an answer where it may wait for payment: %j", (parameters) => {
    expect(kind({ parameters, afterMs: GIVE_UP_MS })).toBe("pending");
    expect(told({ parameters, afterMs: GIVE_UP_MS + 1 })).toEqual([
      "unknown",
      "undecided",
      "no answer came, and no machine with the order's name is there; not being pay-per-use, it may wait for payment: look for it in the billing centre before it is ordered again",
    ]);
  });
});

describe("an order of several machines", () => {
  const three = (made: readonly string[], more: Seen = {}) => ({ count: 3, made, accepted: true, ...more });

  it("has succeeded when all of them are there, and names them", () => {
    const followed = follow(three(["RUNNING", "STOPPED", "RUNNING"]));
    expect(followed).toMatchObject({ kind: "succeeded", reason: "confirmed" });
    expect(followed.kind !== "pending" && ids(followed.made)).toEqual(["m1", "m2", "m3"]);
    expect(cleanUp(followed)).toEqual([]);
  });

  it("is waited for while one of them still changes, whatever the others are", () => {
    for (const others of [
      ["RUNNING", "RUNNING"],
      ["CREATE_FAILED", "CREATE_FAILED"],
      ["RUNNING", "CREATE_FAILED"],
    ]) {
      expect(kind(three([...others, "CREATING"], { afterMs: STUCK_AFTER_MS }))).toBe("pending");
      expect(told(three([...others, "CREATING"], { afterMs: STUCK_AFTER_MS + 1 }))).toEqual([
        "unknown",
        "undecided",
        expect.stringMatching(/^prod\/dev-server\/m3 is CREATING after 1d; prod\/dev-server\/m1 is /),
      ]);
    }
  });

  it("is partial when some of them never came within an hour", () => {
    expect(kind(three(["RUNNING", "RUNNING"], { afterMs: GIVE_UP_MS }))).toBe("pending");
    const followed = follow(three(["RUNNING", "RUNNING"], { afterMs: GIVE_UP_MS + 1 }));
    expect(followed).toMatchObject({
      kind: "failed",
      reason: "partial",
      text: "2 of 3 were made; prod/dev-server/m1 is RUNNING, prod/dev-server/m2 is RUNNING, left alone; 1 never came",
      cleanUp: [],
    });
    expect(followed.kind !== "pending" && ids(followed.made)).toEqual(["m1", "m2"]);
  });

  it("is partial when one of them failed, which is deleted while the others are left alone", () => {
    const followed = follow(three(["RUNNING", "CREATE_FAILED", "RUNNING"]));
    expect(followed).toMatchObject({
      kind: "failed",
      reason: "partial",
      text: "2 of 3 were made; prod/dev-server/m1 is RUNNING, prod/dev-server/m3 is RUNNING, left alone; prod/dev-server/m2 is CREATE_FAILED; what failed is deleted",
    });
    expect(cleanUp(followed)).toEqual(["m2"]);
    expect(followed.kind !== "pending" && ids(followed.failed)).toEqual(["m2"]);
  });

  it("has failed when none of them was made", () => {
    const followed = follow(three(["CREATE_FAILED", "CREATE_FAILED", "CREATE_FAILED"]));
    expect(followed).toMatchObject({ kind: "failed", reason: "step-failed" });
    expect(cleanUp(followed)).toEqual(["m1", "m2", "m3"]);
    expect(told(three(["CREATE_FAILED"], { afterMs: GIVE_UP_MS + 1 }))).toEqual([
      "failed",
      "step-failed",
      "0 of 3 were made; prod/dev-server/m1 is CREATE_FAILED; 2 never came; what failed is deleted",
    ]);
  });

  it("names every machine that somebody has to look at", () => {
    const failed = ["CREATE_FAILED", "CREATE_FAILED", "ERROR", "ERROR"].map((status, index) =>
      machine(status, index),
    );
    const members = [4, 5].map((index) => machine("ERROR", index, { supernode: `node-${index}` }));
    expect(follow({ count: 6, machines: [...failed, ...members], mayDelete: false })).toHaveProperty(
      "text",
      expect.stringMatching(
        /, then curfew delete prod\/dev-server\/m1, curfew delete prod\/dev-server\/m2; .*look at prod\/supernode\/node-4, prod\/supernode\/node-5; look at prod\/dev-server\/m3, prod\/dev-server\/m4 before it is deleted$/,
      ),
    );
  });

  it("counts a machine once that a list names twice", () => {
    const twice = [machine("RUNNING", 0), machine("RUNNING", 1), machine("RUNNING", 1)];
    expect(kind({ count: 3, machines: twice, accepted: true })).toBe("pending");
  });
});
