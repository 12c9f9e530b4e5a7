import { describe, expect, it } from "vitest";
import {
  type ChangeStep,
  CLOCK_SKEW_MS,
  type FollowInput,
  followStep,
  GIVE_UP_MS,
  isChange,
  RESEND_AFTER_MS,
  SIGNATURE_LIFE_MS,
  STUCK_AFTER_MS,
} from "../../../lib/core/follow-step.ts";
import { ATTEMPTS_MAX } from "../../../lib/core/step-life.ts";
import type { Resource, Standing } from "../../../lib/domain/resource.ts";
import { VERB_NAMES, verb } from "../../../lib/domain/verbs.ts";
import { HOUR, MINUTE, NOW, server } from "../../fixtures/resources.ts";
import { step } from "./entries.ts";

const EXPIRED = SIGNATURE_LIFE_MS + CLOCK_SKEW_MS + 1;
const BEFORE = NOW - HOUR;

const STATUS: Readonly<Record<Standing, string>> = {
  running: "RUNNING",
  stopped: "STOPPED",
  changing: "STARTING",
  failed: "ERROR",
  gone: "DELETED",
  unknown: "MELTING",
};

interface Seen {
  /** Where the machine stood before the call. */
  readonly pre?: Standing | null;
  /** Where it stands now; `null`: it does not exist. */
  readonly now?: Standing | null;
  /** Whether its time stamp moved. */
  readonly updated?: boolean;
  readonly accepted?: boolean;
  readonly afterMs?: number;
  readonly attempts?: number;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly machine?: Partial<Resource>;
  readonly preUpdatedAtMs?: number | null;
}

type ChangeVerb = ChangeStep["verb"];

function follow(name: ChangeVerb, seen: Seen) {
  const { pre = "running", now = "running", accepted = false, attempts = 1 } = seen;
  const { repeat } = verb(name);
  const updatedAtMs = seen.updated ? NOW + 1 : BEFORE;
  const machine = now && server({ standing: now, status: STATUS[now], updatedAtMs, ...seen.machine });
  const input: FollowInput = {
    step: {
      ...step({
        repeat: repeat === "once-only" ? "once-only" : "convergent",
        parameters: seen.parameters ?? {},
      }),
      verb: name,
    },
    submission: {
      signedAtMs: NOW,
      pre: pre && {
        status: STATUS[pre],
        updatedAtMs: seen.preUpdatedAtMs === undefined ? BEFORE : seen.preUpdatedAtMs,
        imageId: "image-1",
      },
      call: "call-1",
      accepted,
      created: null,
      order: null,
      fence: null,
    },
    attempts,
    machine: machine ?? undefined,
    nowMs: NOW + (seen.afterMs ?? MINUTE),
  };
  return followStep(input);
}

const CHANGES = VERB_NAMES.map((name) => step({ verb: name }))
  .filter(isChange)
  .map(({ verb }) => verb);

const kind = (name: ChangeVerb, seen: Seen) => follow(name, seen).kind;

it("follows everything but orders", () => {
  expect(VERB_NAMES.filter((name) => !CHANGES.some((change) => change === name))).toEqual([
    "create-notebook",
    "create-legacy-notebook",
    "create-dev-server",
  ]);
});

it("rests on these limits, the first of them the gateway's own", () => {
  expect([SIGNATURE_LIFE_MS, CLOCK_SKEW_MS, RESEND_AFTER_MS]).toEqual([15 * MINUTE, 2 * MINUTE, 55_000]);
  expect([GIVE_UP_MS, STUCK_AFTER_MS]).toEqual([HOUR, 24 * HOUR]);
});

describe("what a person reads", () => {
  it.each<[ChangeVerb, Seen, string]>([
    ["stop", { now: "stopped" }, "the machine is STOPPED"],
    ["stop", { now: "failed" }, "the machine is ERROR"],
    ["stop", {}, "no answer came, and the machine is RUNNING as before"],
    ["stop", { attempts: ATTEMPTS_MAX }, "no answer came to 5 calls, and the machine is RUNNING as before"],
    ["lease", { accepted: true }, "the cloud took the notebook lease"],
    ["reboot", { updated: true }, "the machine is RUNNING, changed since the call"],
    ["reboot", { now: "failed" }, "the machine is ERROR"],
    ["reboot", { now: "changing", afterMs: STUCK_AFTER_MS + 1 }, "the machine has been STARTING for 1d"],
    [
      "reboot",
      { afterMs: EXPIRED },
      "the call never arrived: the machine is RUNNING as before, and the signature has expired",
    ],
    [
      "reinstall-os",
      { now: "stopped", afterMs: EXPIRED },
      "the machine is STOPPED and was changed since, but not in the way this call does it",
    ],
    ["delete", { now: "gone" }, "the machine is gone"],
    ["delete", { now: "failed" }, "the machine is ERROR"],
  ])("of %s, seen %j: %s", (name, seen, text) => {
    expect(follow(name, seen)).toHaveProperty("text", text);
  });
});

describe("stop and start", () => {
  const cases = [
    ["stop", "running", "stopped"],
    ["start", "stopped", "running"],
  ] as const;

  it.each(cases)("%s has succeeded when the machine stands where it should", (name, pre, wanted) => {
    for (const accepted of [true, false]) {
      expect(follow(name, { pre, now: wanted, accepted })).toMatchObject({
        kind: "succeeded",
        reason: "confirmed",
      });
    }
  });

  it.each(cases)("%s is waited for while the machine changes, for a day", (name, pre) => {
    expect(kind(name, { pre, now: "changing", accepted: true, afterMs: STUCK_AFTER_MS })).toBe("pending");
    const stuck = follow(name, { pre, now: "changing", accepted: true, afterMs: STUCK_AFTER_MS + 1 });
    expect(stuck).toMatchObject({ kind: "failed", reason: "step-failed" });
    expect(stuck).toHaveProperty("text", "the machine has been STARTING for 1d");
  });

  it.each(cases)("%s is waited for after it was accepted, for an hour", (name, pre) => {
    expect(kind(name, { pre, now: pre, accepted: true, afterMs: GIVE_UP_MS })).toBe("pending");
    expect(kind(name, { pre, now: pre, accepted: true, afterMs: GIVE_UP_MS + 1 })).toBe("failed");
  });

  it("says so when a machine was told to stop and did not", () => {
    expect(follow("stop", { accepted: true, afterMs: 2 * HOUR })).toEqual({
      kind: "failed",
      reason: "still-running",
      text: "accepted 2h ago, but the machine is RUNNING",
    });
    expect(
      follow("start", { pre: "stopped", now: "stopped", accepted: true, afterMs: 2 * HOUR }),
    ).toMatchObject({
      reason: "step-failed",
    });
  });

  it.each(cases)("%s is sent again soon when its answer was lost and nothing happened", (name, pre) => {
    expect(kind(name, { pre, now: pre, afterMs: RESEND_AFTER_MS })).toBe("pending");
    expect(follow(name, { pre, now: pre, afterMs: RESEND_AFTER_MS + 1 })).toMatchObject({
      kind: "retry",
      reason: "call-failed",
    });
  });

  it.each(cases)("%s is not sent again for ever", (name, pre) => {
    expect(kind(name, { pre, now: pre, attempts: ATTEMPTS_MAX - 1 })).toBe("retry");
    expect(follow(name, { pre, now: pre, attempts: ATTEMPTS_MAX })).toMatchObject({
      kind: "failed",
      reason: "call-failed",
    });
  });

  it("is waited for when our clock went backwards", () => {
    expect(kind("stop", { afterMs: -HOUR })).toBe("pending");
    expect(kind("stop", { afterMs: -HOUR, accepted: true })).toBe("pending");
  });

  it("has failed when the machine shows a failure that it did not show before", () => {
    expect(follow("stop", { now: "failed", accepted: true })).toMatchObject({
      kind: "failed",
      reason: "step-failed",
    });
    expect(kind("stop", { pre: null, now: "failed", accepted: true })).toBe("failed");
    expect(kind("stop", { pre: "failed", now: "failed", updated: true, accepted: true })).toBe("failed");
  });

  it("has not failed because the machine was broken before", () => {
    expect(kind("stop", { pre: "failed", now: "failed", accepted: true })).toBe("pending");
    expect(kind("stop", { pre: "failed", now: "failed" })).toBe("retry");
  });

  it("is treated as unchanged in a status that no document names", () => {
    expect(kind("stop", { now: "unknown", accepted: true })).toBe("pending");
    expect(kind("stop", { now: "unknown", accepted: true, afterMs: 2 * HOUR })).toBe("failed");
  });
});

describe("a machine that is not there any more", () => {
  it.each(CHANGES.filter((name) => name !== "delete"))("fails %s", (name) => {
    for (const now of [null, "gone"] as const) {
      expect(follow(name, { now })).toMatchObject({
        kind: "failed",
        text: "the machine does not exist any more",
      });
    }
  });
});

describe("the notebook lease", () => {
  it("is proved by the answer, and repeated without one", () => {
    expect(kind("lease", { accepted: true })).toBe("succeeded");
    expect(kind("lease", { afterMs: 0 })).toBe("pending");
    expect(kind("lease", {})).toBe("retry");
    expect(kind("lease", { attempts: ATTEMPTS_MAX })).toBe("failed");
  });
});

describe("a reboot, whose end is where it began", () => {
  it("has succeeded only when the machine's own time stamp moved", () => {
    expect(kind("reboot", { accepted: true })).toBe("pending");
    expect(kind("reboot", { accepted: true, updated: true })).toBe("succeeded");
    expect(kind("reboot", { updated: true })).toBe("succeeded");
  });

  it.each([{ preUpdatedAtMs: null }, { machine: { updatedAtMs: null } }])(
    "cannot be told without time stamps (%j)",
    (without) => {
      expect(kind("reboot", { ...without, accepted: true })).toBe("pending");
      expect(kind("reboot", { ...without, afterMs: EXPIRED })).toBe("failed");
    },
  );

  it("is waited for while the machine restarts, for a day", () => {
    expect(kind("reboot", { now: "changing", afterMs: STUCK_AFTER_MS })).toBe("pending");
    expect(follow("reboot", { now: "changing", afterMs: STUCK_AFTER_MS + 1 })).toMatchObject({
      kind: "unknown",
      reason: "undecided",
    });
  });

  it("has failed when it was accepted and nothing happened for an hour", () => {
    expect(follow("reboot", { accepted: true, afterMs: GIVE_UP_MS + 1 })).toMatchObject({
      kind: "failed",
      reason: "step-failed",
    });
  });
});

describe("reinstalling and changing the system", () => {
  const done = { pre: "stopped", now: "running", updated: true } as const;
  const image = "9ad0b2c4-1111-4222-8333-444455556666";

  it("has succeeded when a stopped machine runs and its time stamp moved", () => {
    expect(kind("reinstall-os", done)).toBe("succeeded");
    expect(kind("reinstall-os", { ...done, accepted: true })).toBe("succeeded");
  });

  it("is not told by running alone", () => {
    const same = { ...done, updated: false };
    expect(kind("reinstall-os", { ...same, accepted: true })).toBe("pending");
    expect(kind("reinstall-os", { ...same, afterMs: EXPIRED })).toBe("unknown");
  });

  it("changes to the image that was asked for, or cannot be told", () => {
    const asked = { parameters: { image } };
    expect(kind("change-os", { ...done, ...asked, machine: { imageId: image } })).toBe("succeeded");
    expect(kind("change-os", { ...done, ...asked })).toBe("pending");
    expect(follow("change-os", { ...done, ...asked, afterMs: EXPIRED })).toMatchObject({
      kind: "unknown",
      reason: "undecided",
    });
  });

  it.each(["reinstall-os", "change-os", "reboot", "delete"] as const)(
    "concludes that %s never happened only after the signature has expired",
    (name) => {
      const pre = name === "reboot" ? "running" : "stopped";
      expect(kind(name, { pre, now: pre, afterMs: EXPIRED - 1 })).toBe("pending");
      expect(follow(name, { pre, now: pre, afterMs: EXPIRED })).toMatchObject({
        kind: "failed",
        reason: "call-failed",
      });
      expect(kind(name, { pre, now: pre, afterMs: -HOUR })).toBe("pending");
    },
  );

  it("cannot be told when the machine was changed in another way", () => {
    const other = { pre: "stopped", now: "stopped", updated: true } as const;
    expect(kind("reinstall-os", { ...other, afterMs: EXPIRED - 1 })).toBe("pending");
    expect(kind("reinstall-os", { ...other, afterMs: EXPIRED })).toBe("unknown");
  });

  it("cannot be told without a record of the machine", () => {
    expect(kind("reinstall-os", { ...done, pre: null, afterMs: EXPIRED })).toBe("unknown");
  });

  it("has failed when the machine says so", () => {
    expect(kind("reinstall-os", { pre: "stopped", now: "failed" })).toBe("failed");
  });
});

describe("deleting", () => {
  it("has succeeded when the machine is gone", () => {
    expect(kind("delete", { now: null })).toBe("succeeded");
    expect(kind("delete", { now: "gone" })).toBe("succeeded");
  });

  it("is waited for while the machine goes, for a day", () => {
    expect(kind("delete", { now: "changing", accepted: true, afterMs: STUCK_AFTER_MS })).toBe("pending");
    expect(kind("delete", { now: "changing", accepted: true, afterMs: STUCK_AFTER_MS + 1 })).toBe("unknown");
  });

  it("has not failed because it was a broken machine that was to go", () => {
    expect(kind("delete", { pre: "failed", now: "failed", accepted: true })).toBe("pending");
    expect(kind("delete", { pre: "failed", now: "failed", accepted: true, afterMs: GIVE_UP_MS + 1 })).toBe(
      "failed",
    );
    expect(kind("delete", { pre: "running", now: "failed", accepted: true })).toBe("failed");
  });
});
