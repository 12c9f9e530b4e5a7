import { describe, expect, it } from "vitest";
import { provePolicies } from "../../../../lib/config/checks/prove-policies.ts";
import { formatDiagnostics } from "../../../../lib/config/format-diagnostics.ts";
import { loadConfig } from "../../../../lib/config/load-config.ts";
import { SCHEMES } from "../load.ts";

/** A Saturday; in Berlin the clock changes on 28 March. */
const NOW = Date.parse("2026-11-21T12:00:00Z");

const HEAD = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT }
owners:
  - name: '^(?<owner>[a-z]+)-'
teams:
  vision: { members: [anna], zone: Europe/Berlin }
  speech: { members: [chen], zone: Asia/Shanghai }
sources:
  jira: { scheme: jira-cloud, secret: env:JIRA }
policies:
`;

const CALENDAR = `version: 1
source: a test
holidays: [2026-12-24, 2027-01-01]
until: 2028-12-31
`;

/** What is said of policies in short forms, one a line: \`NAME: { … }\`. */
async function proven(policies: readonly string[], head = HEAD): Promise<readonly string[]> {
  const text = `${head}${policies.map((policy) => `  ${policy}\n`).join("")}`;
  const loaded = await loadConfig({
    ...{ text, path: "curfew.yaml", schemes: SCHEMES },
    readFile: async () => CALENDAR,
    prove: (config) => provePolicies(config, NOW),
  });
  if (!loaded.ok) throw new Error(formatDiagnostics(loaded.errors, { path: "curfew.yaml", text }));
  // Many of the times here stand without a zone, or in a cron, which other checks tell of.
  const proofs = loaded.warnings.filter(
    ({ message }) => !/^(without a zone|what a cap keeps back)/.test(message),
  );
  return proofs.map(({ path, message, hint }) => `${path}: ${message} | ${hint}`);
}

const tick = "on: { every: 10m }";
const berlin = "zone: Europe/Berlin";
const NIGHTS = `nights: { ${tick}, resource: notebook, hours: { off: "Mon-Fri 20:00-07:00, Sat-Sun", ${berlin} }, then: stop }`;
const IDLE = `idle: { ${tick}, resource: notebook, idle: 2h, then: stop }`;

describe("ordinary policies", () => {
  it.each([
    ["hours that stop and start", [NIGHTS.replace("then: stop", "then: [stop, start]")]],
    [
      "a stop and a start whose hours meet, also where the clock changes",
      [
        `night: { ${tick}, resource: notebook, hours: { off: "20:00-02:30", ${berlin} }, then: stop }`,
        `day: { ${tick}, resource: notebook, hours: { on: "02:30-20:00", ${berlin} }, then: start }`,
      ],
    ],
    [
      "a stop in the evening and a start in the morning",
      [
        `evening: { on: { cron: "0 20 * * 1-5" }, resource: notebook, then: stop }`,
        `morning: { on: { cron: "0 7 * * 1-5" }, resource: notebook, then: start }`,
      ],
    ],
    ["idleness within the hours of work", [NIGHTS.replace("then: stop", "then: [stop, start]"), IDLE]],
    [
      "idleness beside a start in the morning",
      [IDLE, `morning: { on: { cron: "0 7 * * 1-5" }, resource: notebook, then: start }`],
    ],
    [
      "opposite hours of machines that are kept apart",
      [
        `a: { ${tick}, resource: notebook, where: tags.shift == "day", hours: "20:00-07:00", then: stop }`,
        `b: { ${tick}, resource: notebook, where: tags.shift == "night", hours: { on: "20:00-07:00" }, then: start }`,
      ],
    ],
    [
      "opposite hours of other kinds",
      [
        `a: { ${tick}, resource: notebook, hours: "20:00-07:00", then: stop }`,
        `b: { ${tick}, resource: dev-server, hours: { on: "20:00-07:00" }, then: start }`,
      ],
    ],
    [
      "a trial beside what is enforced",
      [
        `a: { ${tick}, resource: notebook, hours: "20:00-07:00", then: stop, mode: enforce }`,
        `b: { ${tick}, resource: notebook, hours: { on: "06:00-20:00" }, then: start }`,
      ],
    ],
    [
      "times of their own for machines with GPUs",
      [IDLE, `gpu: { ${tick}, resource: notebook, where: flavor.gpu > 0, idle: 1h, then: stop }`],
    ],
    [
      "a cron that falls into its hours",
      [
        `a: { on: { cron: "0 21 * * *", ${berlin} }, resource: notebook, hours: { off: "20:00-07:00", ${berlin} }, then: stop }`,
      ],
    ],
    [
      "a window of a month, and holidays",
      [
        `a: { ${tick}, resource: notebook, hours: { within: "1st Sun 02:00-04:00" }, then: stop }`,
        `b: { ${tick}, resource: notebook, where: name.startsWith("x"), hours: { off: holiday, calendar: de.yaml }, then: stop }`,
      ],
    ],
    [
      "a nightly stop of all notebooks",
      [`a: { on: { cron: "0 20 * * *" }, resource: notebook, then: stop, mode: enforce }`],
    ],
    [
      "a request without where",
      [`a: { on: { request: [reboot] }, resource: dev-server, mode: enforce }`],
      HEAD.replace("policies:", "allow: [stop, start, reboot]\npolicies:"),
    ],
    [
      "a budget that a sender reports",
      [`a: { on: { budget: gpu, at: 90% }, resource: dev-server, then: stop, mode: enforce }`],
    ],
  ])("say nothing: %s", async (_what, policies, head?: string) => {
    expect(await proven(policies, head)).toEqual([]);
  });
});

const APART = "let the hours of one begin where those of the other end, or keep them apart by where";
const PAIR =
  "let the starting policy be then: [stop, start], which starts only what it stopped itself, or keep them apart by where";
const TRIAL = "; nothing happens while both only observe";

describe("policies that fight", () => {
  it("are told with the first time at which they want opposite things, at the later one", async () => {
    const mornings = `mornings: { ${tick}, resource: [notebook, dev-server], hours: { on: "Mon-Fri 06:00-20:00", ${berlin} }, then: start }`;
    expect(await proven([NIGHTS, mornings])).toEqual([
      `policies.mornings.hours: nights stops notebook machines while mornings wants them on: first on Mon 2026-11-23 from 06:00 to 07:00 (Europe/Berlin), and again after that${TRIAL} | ${APART}`,
    ]);
    const [enforced] = await proven(
      [NIGHTS, mornings].map((text) => text.replace(/ }$/, ", mode: enforce }")),
    );
    expect(enforced).not.toContain(TRIAL);
  });

  it("only may fight where a condition is not understood", async () => {
    const early = `early: { on: { cron: "0 5 * * 1-5", ${berlin} }, resource: notebook, where: name.matches("^ml"), then: start }`;
    expect(await proven([NIGHTS, early])).toEqual([
      `policies.early: nights may stop notebook machines while early may want them on: first on Mon 2026-11-23 at 05:00 (Europe/Berlin), and again after that${TRIAL} | ${APART}`,
    ]);
  });

  it("start again what rests, or what a budget stopped, as long as they come round", async () => {
    const on = `on: { ${tick}, resource: notebook, hours: { on: "08:00-18:00" }, then: start }`;
    const cut = "cut: { on: { budget: gpu, at: 90% }, resource: notebook, then: stop }";
    expect(await proven([on, IDLE, cut])).toEqual([
      `policies.idle: on starts notebook machines again that idle has stopped because they are idle: first on Sat 2026-11-21 from 12:00 to 18:00 (UTC), and again after that${TRIAL} | ${PAIR}`,
      `policies.cut: on starts notebook machines again that cut has stopped: at any time${TRIAL} | ${PAIR}`,
    ]);
  });

  it("leave off what the other would have started again", async () => {
    const pair = `pair: { ${tick}, resource: notebook, hours: { off: "20:00-07:00" }, then: [stop, start] }`;
    const other = `other: { ${tick}, resource: notebook, hours: { off: "18:00-07:00" }, then: stop }`;
    expect(await proven([pair, other])).toEqual([
      `policies.other.hours: other stops notebook machines while pair wants them on: first on Sat 2026-11-21 from 18:00 to 20:00 (UTC), and again after that${TRIAL} | ${APART}`,
    ]);
  });

  it("are found on a holiday, and in the zone of one team alone", async () => {
    const free = `free: { ${tick}, resource: notebook, hours: { off: "workday 20:00-07:00, free", calendar: de.yaml }, then: stop }`;
    const week = `week: { ${tick}, resource: notebook, hours: { on: "Mon-Fri 07:00-20:00" }, then: start }`;
    expect(await proven([free, week])).toEqual([
      expect.stringMatching(/first on Thu 2026-12-24 from 07:00 to 20:00 \(UTC\), and again after that/),
    ]);
    const team = `team: { ${tick}, resource: notebook, hours: { off: "Mon-Fri 20:00-07:00, Sat-Sun", zone: team }, then: stop }`;
    const day = `day: { ${tick}, resource: notebook, hours: { on: "Mon-Fri 07:00-20:00", ${berlin} }, then: start }`;
    expect(await proven([team, day])).toEqual([expect.stringMatching(/\(Asia\/Shanghai\)/)]);
  });
});

const SEEN = "compare it with what curfew scan shows of the machines";

describe("conditions that are never true", () => {
  const where = (condition: string, more = "idle: 2h, then: stop", kind = "notebook") =>
    `a: { ${tick}, resource: ${kind}, where: '${condition}', ${more} }`;

  it.each([
    [
      where('tags.a == "x" && tags.a == "y"'),
      `where: a never means a machine: no machine satisfies both tags.a == "x" and tags.a == "y" | ${SEEN}`,
    ],
    [where("false"), `where: a never means a machine: false is never true | ${SEEN}`],
    [
      where("!(ageHours / 0 > 1)"),
      `where: a never means a machine: !(ageHours / 0 > 1) is never true | ${SEEN}`,
    ],
    [
      where('target == "prd"'),
      'where: a never means a machine: target == "prd" is never true: target is prod | did you mean "prod"?',
    ],
    [
      where('cloud == "otc"'),
      `where: a never means a machine: cloud == "otc" is never true: cloud is huaweicloud | ${SEEN}`,
    ],
    [
      where('kind == "dev-server"'),
      `where: a never means a machine: kind == "dev-server" is never true: kind is notebook | ${SEEN}`,
    ],
    [
      where('state == "stopped"'),
      `where: a never comes to stop what it means: state == "stopped" is never true: stop is for machines that are running or failed | ${SEEN}`,
    ],
    [
      where("lease.enabled", "idle: 2h, then: stop", "dev-server"),
      `where: a never means a machine: lease.enabled is never true: it is never known of a dev-server | ${SEEN}`,
    ],
    [
      where('billing == "prepaid" || hardware == "BMS"'),
      `where: a never means a machine: none of its 2 alternatives can be true; of the first, billing == "prepaid" is never true: billing is pay-per-use | ${SEEN}`,
    ],
    [
      where('state == "running"', 'hours: "20:00-07:00", then: [stop, start]'),
      `where: a stops machines and never starts them again: state == "running" is never true: start is for machines that are stopped | ${SEEN}`,
    ],
    [
      where("flavor.gpu < 0"),
      `where: a never means a machine: flavor.gpu < 0 is never true: flavor.gpu is at least 0 | ${SEEN}`,
    ],
    [
      'a: { on: { ticket: jira, when: event.status == "Open" && event.status == "Done" }, resource: notebook, where: id == event.server, then: stop }',
      'on.when: nothing ever sets a off: no event satisfies both event.status == "Open" and event.status == "Done" | check what the sender really sends: curfew log shows it',
    ],
    [
      'a: { on: { ticket: jira, when: event.form == "stop" }, resource: notebook, where: event.form == "start", then: stop }',
      `where: a never means a machine when its event says so: no machine satisfies both event.form == "stop" and event.form == "start" | ${SEEN}`,
    ],
    [
      `a: { ${tick}, resource: notebook, where: tags.tier == "web", idle: 2h, waves: { order: ['tags.tier == "web"', 'tags.tier == "db"'] }, then: stop }`,
      `waves.order.1: no machine of a is ever in this group: no machine satisfies both tags.tier == "db" and tags.tier == "web" | ${SEEN}`,
    ],
  ])("%s", async (policy, warning) => {
    expect(await proven([policy])).toEqual([`policies.a.${warning}`]);
  });

  it("are found in the scope of a budget, and a policy that is dead fights nobody", async () => {
    const prices = "version: 1\ncurrency: EUR\nsource: a test\nflavors: {}\n";
    const head = HEAD.replace(
      "policies:",
      'budgets:\n  all: { amount: 5 EUR, scope: kind == "vm", levels: [50%] }\npolicies:',
    );
    const text = `${head}  ${where("false")}\n  ${IDLE}\n`.replace(
      "env:HW_PROJECT",
      "p, prices: prices.yaml",
    );
    const loaded = await loadConfig({
      ...{ text, path: "curfew.yaml", schemes: SCHEMES, readFile: async () => prices },
      prove: (config) => provePolicies(config, NOW),
    });
    expect(loaded.warnings.map(({ path }) => path)).toEqual(["budgets.all.scope", "policies.a.where"]);
  });

  it("are told of all places when no owner can be known", async () => {
    const head = HEAD.replace(/owners:\n.*\n/, "owners: []\n");
    const [first] = await proven([where('owner == "anna"')], head);
    expect(first).toMatch(/owner == "anna" is never true: nobody is known to own anything without rules/);
  });
});

describe("hours that are none", () => {
  const hours = (text: string, more = "then: stop", on = tick) =>
    `a: { ${on}, resource: notebook, hours: ${text}, ${more} }`;

  it.each([
    [
      hours('"Mon-Sun"'),
      "the hours of a say nothing: they let it stop at any time | check off, or leave hours out",
    ],
    [
      hours('{ off: "Mon-Fri 20:00-22:00", within: "Sat-Sun" }'),
      "a never comes to stop anything: there is no time at which its hours let it | let off or on overlap with within",
    ],
    [
      hours('{ on: "Mon-Sun" }'),
      "a never comes to stop anything: there is no time at which its hours let it | check on",
    ],
    [
      hours('{ on: "Mon-Sun" }', "then: [stop, start]"),
      "a never comes to stop anything: there is no time at which its hours let it | check on",
    ],
    [
      hours('"Mon-Sun"', "then: [stop, start]"),
      "a stops machines and never starts them again: they are wanted off at all times | check off, or write then: stop",
    ],
    [
      hours(`{ off: "20:00-07:00", ${berlin} }`, "then: stop", `on: { cron: "0 12 * * *", ${berlin} }`),
      "a comes round between its hours only, so it never comes to stop anything | write on: { every: 10m }, or a cron that falls into the hours and their zone",
    ],
    [
      hours('"01:00-02:00"', "then: stop", "on: { every: 6h }"),
      "a comes round every 6h, counted from midnight UTC, and for a year no such time falls into its hours: it may never stop anything | write on: { every: 10m }",
    ],
    [
      hours('"20:00-07:00"', "then: stop", 'on: { cron: "0 12 25 12 *" }'),
      "a comes round between its hours only, so it never comes to stop anything | write on: { every: 10m }, or a cron that falls into the hours and their zone",
    ],
  ])("%s", async (policy, warning) => {
    expect(await proven([policy])).toEqual([`policies.a.hours: ${warning}`]);
  });

  it.each([
    ["on a leap day that is a Monday night in other years", '"Mon 20:00-07:00"', "0 0 29 2 *"],
    ["on a date that is a Monday in other years", '"Mon 20:00-07:00"', "0 20 25 12 *"],
    ["on the end of a month that is its last Friday in other years", '"last Fri"', "0 20 28 2 *"],
  ])("nothing is proven by a year alone: %s", async (_, text, cron) => {
    expect(await proven([hours(text, "then: stop", `on: { cron: "${cron}" }`)])).toEqual([]);
  });
});

describe("policies that leave alone all that they mean", () => {
  const server = (where: string, more = "then: stop", on = tick) =>
    `a: { ${on}, resource: dev-server, where: '${where}', ${more} }`;

  it.each([
    [server('hardware == "HPS"', "idle: 2h, then: none"), "no metrics of servers in supernodes are known"],
    [server('hardware == "HPS"', "idle: 2h, then: stop"), "are billed on while stopped"],
    [server('hardware == "BMS"'), "are billed on while stopped, so a policy leaves them alone"],
    [server('billing == "prepaid"'), "a stop saves nothing of what is prepaid, so a policy leaves it alone"],
  ])("are told: %s", async (text, why) => {
    const [found, ...others] = await proven([text]);
    expect(others).toEqual([]);
    expect(found).toMatch(
      /^policies\.a\.where: a never comes to (stop|none) what it means: .* is never true: /,
    );
    expect(found).toContain(why);
  });

  it.each([
    server('hardware == "HPS" || tags.env == "test"'),
    server('hardware == "BMS"', "idle: 2h, then: reboot"),
    server('billing == "prepaid"', "then: stop", "on: { ticket: jira }"),
  ])("are not those that a person asks for, or that mean others too: %s", async (text) => {
    expect(await proven([text])).toEqual([]);
  });
});

const SAY =
  "say which with where, when with hours, or how long it must have rested with idle; limits keeps each run small";

describe("policies that mean everything", () => {
  const all = "resource: [notebook, legacy-notebook, dev-server, supernode]";

  it.each([
    [
      `a: { ${tick}, resource: notebook, then: stop, mode: enforce }`,
      "a means to stop every notebook whenever it comes round, whoever works on it",
    ],
    [
      `a: { ${tick}, resource: notebook, where: 'state == "running" || true', then: stop, mode: enforce }`,
      "a means to stop every notebook whenever it comes round, whoever works on it",
    ],
    [
      `a: { on: { cron: "0 20 * * *" }, ${all}, then: stop, mode: enforce }`,
      "a means to stop every notebook and legacy-notebook and dev-server and supernode whenever it comes round, whoever works on it",
    ],
    [
      "a: { on: { ticket: jira }, resource: dev-server, then: stop, mode: enforce }",
      "a means to stop every dev-server at any ticket that it is set off by, whoever works on it",
    ],
    [
      `a: { ${tick}, resource: dev-server, where: "true", then: delete, mode: enforce }`,
      "a means to delete every dev-server whenever it comes round, whoever works on it",
    ],
  ])("%s", async (policy, warning) => {
    const head = HEAD.replace("policies:", "allow: [stop, delete]\npolicies:");
    expect(await proven([policy], head)).toEqual([`policies.a: ${warning} | ${SAY}`]);
  });

  it("may do so while they only observe", async () => {
    expect(await proven([`a: { ${tick}, resource: notebook, then: stop }`])).toEqual([]);
  });
});

describe("policies that another one makes needless", () => {
  const NEEDLESS = "too, for the same verb, and asks for at least as much before it acts";

  it.each([
    ["the same twice", IDLE, IDLE.replace("idle:", "again:"), "again", "idle"],
    [
      "a part of it that must rest for longer",
      IDLE,
      `gpu: { ${tick}, resource: notebook, where: flavor.gpu > 1, idle: 4h, then: stop }`,
      "gpu",
      "idle",
    ],
    [
      "a condition within another",
      `small: { on: { every: 30m }, resource: notebook, where: flavor.gpu > 2 && owner == "anna", idle: 2h, then: stop }`,
      `big: { ${tick}, resource: notebook, where: flavor.gpu > 1, idle: 2h, then: stop }`,
      "small",
      "big",
    ],
  ])("%s", async (_what, one, other, needless, by) => {
    expect(await proven([one, other])).toEqual([
      `policies.${needless}: ${needless} means only machines that ${by} means ${NEEDLESS} | remove one of the two, or narrow the other by where`,
    ]);
  });

  it.each([
    [
      "which the other leaves in doubt",
      `other: { ${tick}, resource: notebook, where: 'tags.a == "x" || tags.a != "x"', idle: 2h, then: stop }`,
    ],
    ["which it warns of later", IDLE.replace("idle:", "other:").replace("then:", "warn: [1h], then:")],
    [
      "on which it does something else",
      IDLE.replace("idle:", "other:").replace("then: stop", "then: { lease: { hours: 2 } }"),
    ],
  ])("are none for machines %s", async (_what, other) => {
    const own = IDLE.replace("then:", "where: flavor.gpu > 0, then:");
    expect(await proven([own, other])).toEqual([]);
  });
});

describe("budgets that nobody reports", () => {
  it("are told with the name that was meant, or when no sender could report them", async () => {
    const cut = "a: { on: { budget: vison, at: 90% }, resource: notebook, then: stop }";
    const senders = "sources:\n  jira: { scheme: jira-cloud, secret: env:JIRA }\n";
    const alone = HEAD.replace(senders, "");
    expect(await proven([cut], alone)).toEqual([
      "policies.a.on.budget: there is no budget vison under budgets, so a waits for somebody else to report it | add it under budgets, or a source that reports it",
    ]);
    const own = alone.replace("policies:", "budgets:\n  vision: { amount: 5 EUR, levels: [50%] }\npolicies:");
    const [, second] = await proven([cut], own);
    expect(second).toMatch(/\| did you mean "vision"\?$/);
  });
});
