import * as z from "zod";
import { AUDIT_WORDS } from "../domain/audit-words.ts";
import { Duration } from "../domain/duration.ts";
import { AutomationEvent } from "../domain/event.ts";
import { RESOURCE_KINDS } from "../domain/resource.ts";
import { VERB_NAMES } from "../domain/verbs.ts";

const DAY_MS = 86_400_000;

/** Longer than any window of idleness, so that only tests that ask for it meet a machine that has just changed. */
const CREATED_AGO_MS = 60 * DAY_MS;
const CHANGED_AGO_MS = 30 * DAY_MS;

/** Most machines of one fixture: a test that needs more is a benchmark. */
const MACHINES_MAX = 10_000;

const Name = z.string().min(1, "at least one character").max(256, "at most 256 characters");
const WHEN = "a time such as 2026-11-20T22:00:00Z";
const Instant = z.union([z.iso.datetime({ offset: true, error: WHEN }), z.date()]).transform((value) => {
  return value instanceof Date ? value.getTime() : Date.parse(value);
});

const FlavorFixture = z.strictObject({
  name: Name.default("test-flavor"),
  /** Default: what the name tells. `null`: the cloud does not say. */
  gpu: z.number().min(0).nullable().optional(),
  npu: z.number().min(0).nullable().optional(),
  vcpus: z.number().min(0).nullable().optional(),
});

const SignalFixture = z.union([
  z.number().min(0),
  z.strictObject({
    value: z.number().min(0),
    /** How old the newest point is. Default: none at all. */
    age: Duration.optional(),
  }),
]);

/** Signals of a machine; one that is left out was not measured, and missing is not idle. */
const SignalsFixture = z.strictObject({
  /** Percent. */
  cpu: SignalFixture.optional(),
  /** Percent. */
  gpu: SignalFixture.optional(),
  /** Percent. */
  npu: SignalFixture.optional(),
  /** Kilobits received per second. */
  network: SignalFixture.optional(),
  /** How many are at work, where the policy has the notebook asked (`jupyter: true`). */
  kernels: SignalFixture.optional(),
  sessions: SignalFixture.optional(),
  terminals: SignalFixture.optional(),
});

const LeaseFixture = z.strictObject({
  type: z.enum(["idle", "timing"]),
  enabled: z.boolean().default(true),
  /** Default: the cloud does not say when. */
  endsIn: Duration.optional(),
  /** How long ago it was last set or renewed. Default: the cloud does not say. */
  setAgo: Duration.optional(),
});

/** One machine of a fixture. Only its name is needed; everything else has a default that stands in no policy's way. */
const MachineFixture = z.strictObject({
  name: Name,
  /** Default: the kind that the policies are about, when it is one. */
  kind: z.enum(RESOURCE_KINDS).optional(),
  /** Default: the only target of the config. */
  target: Name.optional(),
  /** Default: the name. */
  id: Name.optional(),
  /** A name, which tells accelerators as the cloud's do, or figures. Default: a flavor without accelerators. */
  flavor: z.union([Name, FlavorFixture]).optional(),
  /** The cloud's own word, such as `RUNNING`, `STOPPED` or `START_FAILED`. */
  status: z
    .string()
    .regex(/^[A-Z][A-Z_]*$/, "the cloud's own word in capital letters, such as RUNNING or STOPPED")
    .default("RUNNING"),
  /** Default: by the `owners` of the config. */
  owner: Name.nullable().optional(),
  team: Name.optional(),
  user: z.strictObject({ id: Name.nullable().default(null), name: Name.nullable().default(null) }).optional(),
  tags: z.record(z.string(), z.string()).default({}),
  billing: z.enum(["pay-per-use", "prepaid"]).default("pay-per-use"),
  /** What a DevServer stands on. Default: a virtual machine. */
  hardware: z.enum(["ECS", "BMS", "HPS"]).optional(),
  /** Since when it exists. */
  createdAgo: Duration.default(CREATED_AGO_MS),
  /** Since its last change, a start for example; `null`: the cloud does not tell. */
  changedAgo: Duration.nullable().default(CHANGED_AGO_MS),
  lease: LeaseFixture.optional(),
  signals: SignalsFixture.optional(),
  /** For so long the signals have been as told; before that somebody worked. Default: for ever. Without `signals`: idle. */
  idleFor: Duration.optional(),
  /** Whether the cloud calls its flavor sold out. */
  soldOut: z.boolean().default(false),
});

const AtOrAgo = { at: Instant.optional(), ago: Duration.optional() };

/** A person's hold on a machine. */
const HoldFixture = z.strictObject({
  machine: Name,
  until: Instant,
  owner: Name.default("somebody"),
  reason: Name.default("a test"),
});

/** What the log tells of a machine; exactly one of `did`, `warned`, `restarted` and `asked`. */
const LogFixture = z.strictObject({
  machine: Name,
  ...AtOrAgo,
  /** A call that was sent. */
  did: z.enum(VERB_NAMES as [(typeof VERB_NAMES)[number], ...(typeof VERB_NAMES)[number][]]).optional(),
  /** Who did it: the name of a policy, or `person`. */
  by: Name.default("person"),
  /** The policy that gave a first warning then. */
  warned: Name.optional(),
  /** The policy whose stop a person took back then. */
  restarted: Name.optional(),
  /** A person asked for something then. */
  asked: z.literal(true).optional(),
});

const Data = z.record(z.string(), z.unknown());

/** What sets the policies off. */
const SetOff = z.union([
  z.enum(["tick", "alarm"]),
  /** A clock pass, and when the one before it was: what is due since then is judged. */
  z.strictObject({ since: Instant }),
  z.strictObject({
    alarm: Name,
    status: z.enum(["alarm", "ok"]).default("alarm"),
    level: Name.optional(),
  }),
  z.strictObject({
    budget: Name,
    at: z.union([z.number().positive(), z.string().regex(/^[0-9]{1,3}%$/, "a share such as 90%")]),
    kind: z.enum(["actual", "forecast"]).default("actual"),
  }),
  z.strictObject({ ticket: Name, key: Name.default("TEST-1"), data: Data.default({}) }),
  z.strictObject({ webhook: Name, data: Data.default({}) }),
  z.strictObject({ chat: Name, text: z.string().max(2_000), user: Name.default("U1") }),
  z.strictObject({
    request: Name,
    machine: Name.optional(),
    from: Name.default("inbox"),
    by: Name.optional(),
    why: Name.optional(),
    parameters: Data.default({}),
  }),
  z.strictObject({
    audit: z.enum(AUDIT_WORDS),
    machine: Name,
    user: Name.optional(),
    code: z.number().int().default(200),
  }),
  z.strictObject({ event: AutomationEvent }),
]);

/** Everything that a plan is made from beside the policies. */
export const PlanFixture = z.strictObject({
  /** The time at which the policies look. */
  now: Instant,
  machines: z.array(MachineFixture).max(MACHINES_MAX, `at most ${MACHINES_MAX} entries`),
  /** Default: a clock pass in which everything is due. */
  on: SetOff.default("tick"),
  holds: z.array(HoldFixture).default([]),
  log: z.array(LogFixture).default([]),
  /** Why the list of a kind is in doubt. Default: none is. */
  doubt: z.partialRecord(z.enum(RESOURCE_KINDS), Name).default({}),
  /** Only this policy is looked at. Default: all. */
  policy: Name.optional(),
  /** Whether the caps under `limits` hold. Default: where the policies come as a whole config. */
  caps: z.boolean().optional(),
  /** Texts of files that the config names, by name. Default: they are read from the disk. */
  files: z.record(z.string(), z.string()).default({}),
});
/** See {@link PlanFixture}, as a test writes it. */
export type PlanFixtureInput = z.input<typeof PlanFixture>;
export type PlanFixture = z.output<typeof PlanFixture>;
export type MachineFixture = PlanFixture["machines"][number];
export type SetOff = PlanFixture["on"];
export type LogFixture = PlanFixture["log"][number];

/** Keys that a block of a fixture may have, for guesses after a typing error. */
export function fixtureKeys(path: readonly (string | number)[]): readonly string[] {
  const [first, , third] = path;
  if (path.length === 0) return Object.keys(PlanFixture.shape);
  if (first === "machines" && path.length === 2) return Object.keys(MachineFixture.shape);
  if (first === "machines" && third === "signals") return Object.keys(SignalsFixture.shape);
  if (first === "machines" && third === "flavor") return Object.keys(FlavorFixture.shape);
  if (first === "machines" && third === "lease") return Object.keys(LeaseFixture.shape);
  if (first === "holds") return Object.keys(HoldFixture.shape);
  return first === "log" ? Object.keys(LogFixture.shape) : [];
}
