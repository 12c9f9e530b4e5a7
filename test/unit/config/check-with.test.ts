import { describe, expect, it } from "vitest";
import { configOf, load, TARGETS, told } from "./load.ts";
import { BOTH, FILES, mistakes, policy } from "./policy-texts.ts";

const JIRA = "sources: { jira: { secret: env:A } }\nowners:";
const HEAD = TARGETS.replace("owners:", JIRA);
const TICKET = "on: { ticket: jira }, resource: dev-server, where: id == event.server";
const NOTEBOOK = "on: { ticket: jira }, resource: notebook, where: id == event.server";

/** Mistakes of a policy in line 8, without their places. */
async function wrong(keys: string, head = HEAD): Promise<readonly string[]> {
  const loaded = await load(policy(keys, head), { files: FILES });
  if (loaded.ok) return [];
  return loaded.errors.map((error) => told(error).replace(/^\S+ /, ""));
}

describe("with", () => {
  it.each([
    [`${TICKET}, then: change-os, with: { image: event.image, keyPair: event.key, leave: event.leave }`],
    [`${TICKET}, then: { change-os: { keyPair: ops } }, with: { image: event.image }`],
    [`${TICKET}, then: { rebuild: { keyPair: ops } }, with: { leave: event.leave }`],
    [`${NOTEBOOK}, then: hold, with: { for: event.span }`],
    [`${NOTEBOOK}, then: hold, with: { until: event.end }`],
    [`${NOTEBOOK}, then: { extend: { for: 2h } }`],
    [`${NOTEBOOK}, then: release`],
    [`${NOTEBOOK}, then: lease, with: { hours: event.hours }`],
    [
      "on: { ticket: jira }, resource: notebook, then: { create-notebook: { flavor: f } }, with: { name: event.name, lease: event.lease }",
    ],
    [
      "on: { webhook: jira }, resource: dev-server, then: create-dev-server, with: { name: event.name, target: event.target }",
    ],
  ])("reads parameters: %s", async (keys) => {
    expect(await wrong(keys)).toEqual([]);
  });

  it("leaves out of what is fixed what the event says", async () => {
    const config = await configOf(
      policy(`${TICKET}, then: { rebuild: { keyPair: ops } }, with: { leave: event.leave }`, HEAD),
    );
    expect(config.policies[0]).toMatchObject({
      action: { verb: "reinstall-os", parameters: { keyPair: "ops" } },
      parametersFrom: { leave: "event.leave" },
    });
    expect(config.policies[0]?.action?.parameters).not.toHaveProperty("leave");
  });

  it.each([
    [
      `${TICKET}, then: { change-os: { keyPair: ops } }, with: { imag: event.image }`,
      [
        "image is missing | fix it under then, or read it out of the event: with: { image: event.image }",
        'imag is no parameter of change-os | did you mean "image"?',
      ],
    ],
    [
      `${TICKET}, then: { rebuild: { keyPair: ops } }, with: { password: event.password }`,
      ["no password travels in a ticket | read the name of a key pair, or fix password: env:NAME under then"],
    ],
    [
      `${TICKET}, then: { rebuild: { keyPair: ops } }, with: { keyPair: event.key }`,
      ["keyPair is fixed under then and read out of the event as well | keep one of them"],
    ],
    [
      `${TICKET}, then: { rebuild: { keyPair: ops } }, with: { leave: evnt.leave }`,
      [expect.stringContaining("evnt")],
    ],
    [`${NOTEBOOK}, then: stop, with: { now: event.now }`, ["now is no parameter of stop | remove it"]],
    [`${NOTEBOOK}, then: none, with: { now: event.now }`, ["none takes no parameters | remove with"]],
    [`${NOTEBOOK}, then: hold`, [expect.stringContaining("an exception always ends")]],
    [
      `${NOTEBOOK}, then: { hold: { for: 2h, until: "2026-01-15T18:00:00Z" } }`,
      [expect.stringContaining("an exception always ends")],
    ],
    [
      "on: { ticket: jira }, resource: notebook, then: { hold: { for: 2h } }",
      [
        "without where this would hold every notebook | name the machine, for example where: id == event.server",
      ],
    ],
    [
      "on: { ticket: jira }, resource: notebook, then: create-notebook, with: { nam: event.name }",
      ['nam is no parameter of create-notebook | did you mean "name"?'],
    ],
    [
      "on: { ticket: jira }, resource: dev-server, then: create-dev-server, with: { admin_pass: event.p }",
      ["no password travels in a ticket | read the name of a key pair, or fix password: env:NAME under then"],
    ],
    [
      "on: { every: 1h }, resource: notebook, then: lease, with: { hours: event.hours }",
      [
        "with reads out of tickets, webhooks and chats, and every brings nothing that could be read | write the parameters under then",
      ],
    ],
    [
      "on: { request: lease }, with: { hours: event.hours }",
      [
        "with reads out of tickets, webhooks and chats, and request brings nothing that could be read | write the parameters under then",
      ],
    ],
  ])("%s", async (keys, expected) => {
    expect(await wrong(keys)).toEqual(expected);
  });

  it("names the place in the expression", async () => {
    const loaded = await load(
      policy(`${TICKET}, then: { rebuild: { keyPair: ops } }, with: { leave: "event.a + + 1" }`, HEAD),
    );
    const [error] = loaded.ok ? [] : loaded.errors;
    expect(error?.path).toBe("policies.a.with.leave");
    expect(error?.line).toBe(8);
  });

  it("may say where to create, where there are several targets", async () => {
    const head = BOTH.replace("owners:", JIRA);
    const order = (rest: string) =>
      wrong(`on: { ticket: jira }, resource: notebook, then: create-notebook${rest}`, head);
    expect(await order("")).toEqual([expect.stringContaining("in which of the 2 targets")]);
    expect(await order(", with: { target: event.where, name: event.name }")).toEqual([]);
  });
});

it("exceptions are made by requests as they are asked for", async () => {
  expect(
    await mistakes("on: { request: hold }, then: { hold: { for: 2h } }, resource: notebook"),
  ).toHaveLength(1);
});
