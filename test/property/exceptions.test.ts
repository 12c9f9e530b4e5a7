import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../lib/config/config-json-schema.ts";
import { AccessRuleFile } from "../../lib/config/file-people.ts";
import { loadConfig } from "../../lib/config/load-config.ts";
import { type ExceptionWish, ruleException } from "../../lib/core/rule-exception.ts";
import { type Hold, holds, isOlderWish } from "../../lib/domain/hold.ts";
import { Limits } from "../../lib/domain/policy.ts";
import { LOCAL_VERB_NAMES } from "../../lib/domain/verbs.ts";
import { HOUR, NOW } from "../fixtures/resources.ts";

const DAY = 24 * HOUR;

const limits = fc
  .record({ holdDays: fc.integer({ min: 1, max: 90 }), holdsPerOwner: fc.integer({ min: 1, max: 3 }) })
  .map((some) => Limits.parse(some));

const sensible = fc.constantFrom("30m", "2h", "3d", "20d", "60d");
const odd = fc.constantFrom("999999d", "0h", "-1h", "forever", "", "1.5h", "∞", "99999999999999d");
const until = fc.integer({ min: -DAY, max: 200 * DAY }).map((ms) => new Date(NOW + ms).toISOString());
const parameters = fc.oneof(
  { weight: 6, arbitrary: sensible.map((span) => ({ for: span })) },
  { weight: 1, arbitrary: odd.map((span) => ({ for: span })) },
  { weight: 2, arbitrary: until.map((end) => ({ until: end })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, unknown>>(
      ...[{}, { until: "never" }, { until: "9999-12-31T23:59:59.999Z" }, { for: "2h", until: null }],
      ...[{ for: Number.POSITIVE_INFINITY }, { for: null }, { until: 8.64e15 }, { for: "2h", tag: "keep" }],
    ),
  },
);

const request = fc.record({
  verb: fc.constantFrom(...LOCAL_VERB_NAMES),
  machine: fc.constantFrom("a", "b", "c", "d"),
  by: fc.oneof({ weight: 8, arbitrary: fc.constantFrom("anna", "olga") }, fc.constantFrom("", undefined)),
  why: fc.oneof({ weight: 8, arbitrary: fc.constant("training") }, fc.constantFrom(" ", undefined)),
  parameters,
  pendingMs: fc.option(fc.integer({ min: -HOUR, max: 8 * DAY }), { nil: undefined }),
  /** How long it waited before it was decided, and how much later the next one comes. */
  lateMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 * DAY })),
  passMs: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: HOUR }) },
    fc.integer({ min: 0, max: 10 * DAY }),
  ),
});

type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** One store, and what was granted so far. */
interface Played {
  readonly kept: Map<string, Hold>;
  readonly granted: Record<Request["verb"], number>;
}

/** Asks once, as the shell does: the rule first, then the store, which has the last word. */
function ask(one: Request, rules: Limits, { played, nowMs }: { played: Played; nowMs: number }): void {
  const { verb, machine: resource, by, why, parameters: given, pendingMs, lateMs } = one;
  const { kept, granted } = played;
  const askedMs = nowMs - lateMs;
  const before = kept.get(resource);
  const run = `r${nowMs} ${granted.hold + granted.extend + granted.release} ${verb}`;
  const wish: ExceptionWish = { verb, resource, by, why, parameters: given, askedMs, run };
  const ruling = ruleException(wish, {
    ...{ nowMs, limits: rules, holds: [...kept.values()].filter((hold) => holds(hold, askedMs - 1)) },
    pendingMs: pendingMs === undefined ? undefined : nowMs + pendingMs,
  });
  expect(ruling.text).toMatch(/\S/);
  if (!ruling.ok) return;
  granted[verb] += 1;
  if (!isOlderWish(ruling.hold, before)) kept.set(resource, ruling.hold);
  if (verb === "extend" && before && holds(before, nowMs)) {
    expect(Date.parse(kept.get(resource)?.until ?? "")).toBeGreaterThanOrEqual(Date.parse(before.until));
  }
}

/** Plays the requests one after the other; `check` looks at the store after each. */
function play(requests: readonly Request[], rules: Limits, check: (played: Played, nowMs: number) => void) {
  const played: Played = { kept: new Map(), granted: { hold: 0, extend: 0, release: 0 } };
  let nowMs = NOW;
  for (const one of requests) {
    ask(one, rules, { played, nowMs });
    check(played, nowMs);
    nowMs += one.passMs;
  }
  return played.granted;
}

describe("an exception", () => {
  it("always has an owner, a reason and an end within the limit, whoever asks for what, in any order", () => {
    const granted = { hold: 0, extend: 0, release: 0 };
    fc.assert(
      fc.property(limits, fc.array(request, { minLength: 10, maxLength: 25 }), (rules, requests) => {
        const counts = play(requests, rules, ({ kept }, nowMs) => {
          const standing = [...kept.values()].filter((hold) => holds(hold, nowMs));
          for (const hold of standing) {
            expect(Date.parse(hold.until) - nowMs).toBeLessThanOrEqual(rules.holdDays * DAY);
            expect(hold.owner.trim() && hold.reason.trim()).not.toBe("");
          }
          for (const owner of ["anna", "olga"]) {
            const own = standing.filter((hold) => hold.owner === owner);
            expect(own.length).toBeLessThanOrEqual(rules.holdsPerOwner);
          }
        });
        for (const verb of LOCAL_VERB_NAMES) granted[verb] += counts[verb];
      }),
      { numRuns: 50 },
    );
    for (const verb of LOCAL_VERB_NAMES) expect(granted[verb]).toBeGreaterThan(10);
  });

  it("is the same when its run is asked again after it broke off", () => {
    fc.assert(
      fc.property(limits, request, fc.integer({ min: 0, max: DAY }), (rules, one, laterMs) => {
        const wish = { ...one, resource: one.machine, askedMs: NOW, run: "r1" };
        const known: Hold = {
          ...{ resource: one.machine, owner: "olga", reason: "before", run: "r0" },
          ...{ createdAt: new Date(NOW - HOUR).toISOString(), until: new Date(NOW + 2 * HOUR).toISOString() },
        };
        const facts = { nowMs: NOW, limits: rules, holds: [known], pendingMs: undefined };
        const first = ruleException(wish, facts);
        if (!first.ok) return;
        const again = ruleException(wish, { ...facts, nowMs: NOW + laterMs, holds: [first.hold] });
        expect(again.ok && again.hold).toEqual(first.hold);
      }),
      { numRuns: 100 },
    );
  });
});

const START = `version: 1
targets: { prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT } }
owners: [{ field: user.name }]
`;

const accepted = async (text: string) => {
  const readFile = async () => Promise.reject(new Error("no file"));
  return loadConfig({ text, path: "curfew.yaml", schemes: [], readFile });
};

const FOREVER = [
  "except",
  "exclude",
  "exempt",
  "ignore",
  "never",
  "protect",
  "skip",
  "forever",
  "keep",
  "hold",
];
const PLACES: readonly ((key: string) => string)[] = [
  (key) => `${START}${key}: [prod/notebook/nb-1]\n`,
  (key) => `${START}limits: { ${key}: [prod/notebook/nb-1] }\n`,
  (key) => `${START}policies: { a: { on: { every: 10m }, resource: notebook, then: stop, ${key}: anna } }\n`,
  (key) => `${START}policies: { a: { on: { every: 10m, ${key}: anna }, resource: notebook, then: stop } }\n`,
  (key) => `${START}policies: { a: { on: { every: 10m }, resource: notebook, then: ${key} } }\n`,
  (key) => `${START}teams: { vision: { members: [anna], ${key}: true } }\n`,
];

/** Every name of a key that the format has. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {}, ...rest } = schema as Record<string, unknown>;
  return [
    ...Object.keys(properties as object),
    ...Object.values(properties as object).flatMap(keysOf),
    ...Object.values(rest).flatMap(keysOf),
  ];
}

describe("a configuration", () => {
  it("has no key that would leave a machine alone without an end", async () => {
    const keys = new Set(keysOf(configJsonSchema()));
    expect(keys.has("respect")).toBe(true);
    const words = /except|exclu|exempt|ignor|never|protect|skip|forever/i;
    // A rule on who may do what says who may not ask, and lets no policy pass a machine by.
    expect([...keys].filter((key) => words.test(key))).toEqual(["never"]);
    expect(AccessRuleFile.shape.never.meta()?.description).toContain("they may never do");
    // Each word in two places, and each place with several words.
    for (const [index, key] of FOREVER.entries()) {
      for (const place of [PLACES[index % PLACES.length], PLACES[(index + 2) % PLACES.length]]) {
        const text = place?.(key) ?? "";
        expect((await accepted(text)).ok, text).toBe(false);
      }
    }
  });

  it("that is accepted bounds whatever leaves machines alone, however long it is written", async () => {
    const wild = fc
      .tuple(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom("s", "m", "h", "d"))
      .map(([count, unit]) => `${count}${unit}`);
    const span = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("10m", "7d") }, wild);
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        span,
        span,
        span,
        fc.integer({ min: -1, max: 100 }),
        fc.integer({ min: 0, max: 120 }),
        async (...given) => {
          const [respect, cooldown, warn, holdDays, days] = given;
          const to = new Date(NOW + days * DAY).toISOString().slice(0, 10);
          const loaded =
            await accepted(`${START}limits: { holdDays: ${holdDays}, freeze: [{ from: 2026-01-15, to: ${to}, why: x }] }
policies: { a: { on: { every: 10m }, resource: notebook, then: stop, respect: ${respect}, cooldown: ${cooldown}, warn: [${warn}] } }
`);
          if (!loaded.ok) return;
          taken += 1;
          const [policy] = loaded.config.policies;
          expect(policy?.respectMs).toBeLessThanOrEqual(7 * DAY);
          expect(policy?.cooldownMs).toBeLessThanOrEqual(31 * DAY);
          expect(Math.max(...(policy?.warnMs ?? []))).toBeLessThanOrEqual(7 * DAY);
          expect(loaded.config.limits.holdDays).toBeLessThanOrEqual(90);
          expect(days).toBeLessThan(92);
        },
      ),
      { numRuns: 25 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});
