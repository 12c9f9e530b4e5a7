import fc from "fast-check";
import { expect, it } from "vitest";
import { permission, type ReadRule } from "../../lib/core/access/permission.ts";
import { attributesOf } from "../../lib/core/attributes.ts";
import { compileExpression } from "../../lib/core/expression.ts";
import { parseWindows } from "../../lib/core/hours/parse-windows.ts";
import { createTimetable } from "../../lib/core/hours/timetable.ts";
import { createWorkCalendar } from "../../lib/core/hours/work-calendar.ts";
import { createZoneClock } from "../../lib/core/hours/zone-clock.ts";
import type { AccessRule } from "../../lib/domain/access.ts";
import type { Resource } from "../../lib/domain/resource.ts";
import { isLocalVerb, LOCAL_VERB_NAMES, VERB_NAMES, verbNamed } from "../../lib/domain/verbs.ts";
import { chat, rule } from "../fixtures/chats.ts";
import { rulebook } from "../fixtures/policies.ts";
import { NOW, notebook } from "../fixtures/resources.ts";

const WHO = ["*", "U1", "T1/U1", "U2", "team:vision", "team:other", "owner"] as const;
const WHERE = [null, 'team == "vision"', 'tags.env == "dev"', "flavor.gpu > 0", "flavor.gpu == 0"] as const;
const VERBS = ["stop", "start", "hold", "rebuild", "*", "create"] as const;

const DURING = [null, "Mon-Fri", "Sat-Sun", "08:00-09:00"] as const;

const rules: fc.Arbitrary<AccessRule> = fc.record({
  who: fc.uniqueArray(fc.constantFrom(...WHO), { minLength: 1, maxLength: 3 }),
  effect: fc.constantFrom("may" as const, "never" as const),
  verbs: fc.uniqueArray(fc.constantFrom<string>(...VERBS), { minLength: 1, maxLength: 2 }),
  where: fc.constantFrom(...WHERE),
  during: fc.constantFrom(...DURING),
  zone: fc.constant("UTC"),
});

const machines: fc.Arbitrary<Resource> = fc
  .record({
    name: fc.constantFrom("vision-anna-1", "vision-ben-1", "unnamed"),
    env: fc.constantFrom(null, "dev"),
  })
  .map(({ name, env }) => notebook({ name, tags: env === null ? {} : { env } }));

const asked = fc.record({
  verb: fc.constantFrom(...VERB_NAMES, ...LOCAL_VERB_NAMES),
  user: fc.constantFrom("U1" as const, "U2" as const, "U9" as const),
  machine: fc.option(machines, { nil: null }),
});

type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const PEOPLE = {
  U1: { source: "slack", user: "T1/U1", person: "anna", teams: ["vision"] },
  U2: { source: "slack", user: "T1/U2", person: "ben", teams: [] },
  U9: { source: "slack", user: "T1/U9", person: "slack:T1/U9", teams: [] },
} as const;

const book = rulebook();
const zone = { clock: createZoneClock("UTC"), calendar: createWorkCalendar(null) };
// Each is read once: reading takes longer than asking.
const wheres = new Map(
  WHERE.map((source) => {
    const compiled = source === null ? undefined : compileExpression(source, "where");
    return [source, compiled?.ok ? compiled.expression : null] as const;
  }),
);
const timetables = new Map(
  DURING.map((text) => {
    const parsed = text === null ? undefined : parseWindows(text);
    return [text, parsed?.ok ? createTimetable(parsed.windows, [zone], "open-in-any") : null] as const;
  }),
);

function read(written: AccessRule, index: number): ReadRule {
  const where = wheres.get(written.where as (typeof WHERE)[number]) ?? null;
  const during = timetables.get(written.during as (typeof DURING)[number]) ?? null;
  return { place: `sources.slack.rules.${index}`, rule: written, where, during };
}

function known(resource: Resource) {
  const ownership = book.ownerOf(resource);
  const saving = book.savingOf(resource);
  const about = { resource, cloud: "huaweicloud", ownership, saving, event: chat("…"), nowMs: NOW } as const;
  return { attributes: attributesOf(about), ownership };
}

function may(written: readonly AccessRule[], { verb, user, machine }: Asked): boolean {
  const identity = PEOPLE[user];
  const about = { identity, word: verb, machine: machine && known(machine), nowMs: NOW };
  return permission(about, written.map(read)).ok;
}

const RUNS = { numRuns: 150 };

it("never wins, wherever it stands among the rules", () => {
  fc.assert(
    fc.property(fc.array(rules, { maxLength: 4 }), fc.nat(4), asked, (others, at, about) => {
      const never = rule({ effect: "never", verbs: [about.verb] });
      expect(may(others.toSpliced(at, 0, never), about)).toBe(false);
    }),
    RUNS,
  );
});

it("says the same in whatever order the rules stand", () => {
  fc.assert(
    fc.property(fc.array(rules, { minLength: 2, maxLength: 4 }), asked, (written, about) => {
      expect(may(written, about)).toBe(may(written.toReversed(), about));
    }),
    RUNS,
  );
});

it("lets nothing happen without a rule but what owners may with a machine that is known to be theirs", () => {
  fc.assert(
    fc.property(asked, (about) => {
      const own = { U1: "vision-anna-1", U2: "vision-ben-1", U9: null }[about.user];
      expect(may([], about)).toBe(isLocalVerb(verbNamed(about.verb)) && own === about.machine?.name);
    }),
    RUNS,
  );
});

it("takes nothing away by another may, and gives nothing by another never", () => {
  fc.assert(
    fc.property(fc.array(rules, { maxLength: 3 }), rules, asked, (written, one, about) => {
      const [before, after] = [may(written, about), may([...written, one], about)];
      if (one.effect === "may") expect(after || !before).toBe(true);
      else expect(before || !after).toBe(true);
    }),
    RUNS,
  );
});
