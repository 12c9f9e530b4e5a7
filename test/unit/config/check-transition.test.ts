import { describe, expect, it } from "vitest";
import { load, TARGETS, told } from "./load.ts";

const SCHEMES = ["jira-cloud", "github", "gitlab", "zammad", "standard-webhooks"];
const HEAD = TARGETS.replace("owners:", "teams: { ops: { members: [olga] } }\nowners:");

interface Case {
  readonly people?: string;
  readonly action?: string;
  readonly approve?: boolean;
  readonly mode?: string;
  readonly secret?: string;
}

const REBUILD = "{ reinstall-os: { keyPair: ops } }";

/** What is said of a policy on tickets of a scheme, by its severity. */
async function found(scheme: string, when: string | null, options: Case = {}): Promise<readonly string[]> {
  const {
    people = "requester: event.requesterId",
    action = REBUILD,
    approve = false,
    mode = "enforce",
    secret = "{ hmac: env:A }",
  } = options;
  const source = `sources: { s: { scheme: ${scheme}, secret: ${secret}, ${people} } }\nowners:`;
  const condition = when === null ? "" : `, when: '${when}'`;
  const asks = approve ? ", approve: { from: [ops] }" : "";
  const policy = `a: { on: { ticket: s${condition} }, resource: dev-server, where: id == event.server, then: ${action}${asks}, mode: ${mode} }`;
  const text = `${HEAD.replace("owners:", source)}allow: [stop, start, reinstall-os]\npolicies: { ${policy} }\n`;
  const loaded = await load(text, { schemes: SCHEMES });
  const by = (list: readonly Parameters<typeof told>[0][], word: string) =>
    list.map((one) => `${word} ${told(one).replace(/^\S+ /, "")}`);
  return [...(loaded.ok ? [] : by(loaded.errors, "error")), ...by(loaded.warnings, "warning")].filter(
    (line) => line.includes("any move"),
  );
}

describe("a condition that names the move", () => {
  it.each([
    ["jira-cloud", 'event.status == "Approved" && event.form == "rebuild"'],
    ["jira-cloud", 'event.form == "rebuild" && event.statusId == "10001"'],
    ["jira-cloud", 'known(event.transition) && event.status in ["Approved", "Done"]'],
    ["github", 'event.action == "labeled" && event.label == "approved" && "rebuild" in event.labels'],
    ["github", '"approved" in event.added'],
    ["github", 'event.action == "closed" && "rebuild" in event.labels'],
    ["gitlab", '"approved" in event.added && "rebuild" in event.labels'],
    ["gitlab", 'event.action == "close"'],
    ["zammad", 'event.status == "approved" && event.form == "rebuild"'],
    ["standard-webhooks", 'event.transition.startsWith("approved:")'],
  ])("is right as it stands: %s, %s", async (scheme, when) => {
    expect(await found(scheme, when)).toEqual([]);
    expect(await found(scheme, when, { approve: true, people: "approver: event.actorId" })).toEqual([]);
  });
});

describe("a condition that any other move fulfils as well", () => {
  it.each([
    ["jira-cloud", null],
    ["jira-cloud", "known(event.transition)"],
    ["jira-cloud", 'event.form == "rebuild"'],
    ["jira-cloud", 'event.status != "Rejected"'],
    ["github", 'event.status == "open" && "approved" in event.labels'],
    ["github", 'event.action == "labeled" && "approved" in event.labels'],
    ["github", 'event.label == "approved"'],
    ["gitlab", 'known(event.transition) && "approved" in event.labels'],
    ["gitlab", 'event.action == "update" && "approved" in event.labels'],
  ])("is an error where nobody is asked and nothing can be taken back: %s, %s", async (scheme, when) => {
    expect(await found(scheme, when)).toEqual([
      expect.stringMatching(
        /^error any move of a ticket of s sets this off, and reinstall-os cannot be taken back \| say in when which move is meant/,
      ),
    ]);
    expect(await found(scheme, when, { mode: "observe" })).toEqual([expect.stringMatching(/^warning any/)]);
    expect(await found(scheme, when, { approve: true })).toEqual([expect.stringMatching(/^warning any/)]);
  });

  it("is an error where whoever moved it counts as having agreed, whatever is done", async () => {
    const people = "requester: event.requester, approver: event.actorId";
    const when = '"approved" in event.labels';
    expect(await found("gitlab", when, { people, approve: true, action: "stop" })).toEqual([
      expect.stringMatching(
        /^error any move .* whoever moves it anywhere counts as having agreed \| .*event\.added/,
      ),
    ]);
  });

  it("is a warning where the sender signs nothing, so that its approver counts for nothing", async () => {
    const people = "requester: event.requesterId, approver: event.actorId";
    const when = '"approved" in event.labels';
    const weak = { people, approve: true, secret: "{ token: env:A }" };
    expect(await found("gitlab", when, weak)).toEqual([expect.stringMatching(/^warning any move/)]);
    expect(await found("gitlab", when, { ...weak, action: "stop" })).toEqual([]);
  });

  it("is none where what is done can be repeated", async () => {
    expect(await found("jira-cloud", 'event.form == "keep"', { action: "stop" })).toEqual([]);
  });

  it("is a warning of a payload that is written by hand: it may tell its state by another name", async () => {
    expect(await found("zammad", 'event.form == "rebuild"')).toEqual([
      expect.stringMatching(/^warning any move of a ticket of s/),
    ]);
  });
});
