import { expect, it } from "vitest";
import { load, TARGETS, told } from "./load.ts";

const ALL = ["standard-webhooks", "jira-cloud", "github", "gitlab", "servicenow", "zammad", "slack"];
const COMMENT = "comment: { url: https://t.example.com, token: env:T }";

/** The secrets sign, also those of GitLab. */
const SIGNED = "{ hmac: env:A }";

async function found(source: string, policies = "", secret = SIGNED) {
  const text = TARGETS.replace("owners:", `sources: { s: { secret: ${secret}, ${source} } }\nowners:`);
  const loaded = await load(`${text}${policies}`, { schemes: ALL });
  return [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings].map(told);
}

it.each(["jira-cloud", "servicenow", "github", "gitlab"])(
  "tells of people and takes comments: %s",
  async (scheme) => {
    const people = "requester: event.fields.customfield_1, approver: event.fields.customfield_2";
    expect(await found(`scheme: ${scheme}, ${people}, ${COMMENT}`)).toEqual([]);
  },
);

it("expressions that cannot be read are told at their place", async () => {
  const [requester, approver] = await found("scheme: github, requester: event., approver: evnt.x");
  expect(requester).toMatch(/^4:\d+ /);
  expect(approver).toMatch(/^4:\d+ .*evnt/);
});

it("no comment can be written on what a sender without tickets sends", async () => {
  expect(await found(`scheme: zammad, ${COMMENT}`)).toEqual([
    "4:58 no comment can be written on what zammad sends | comments go to jira-cloud, servicenow, github, gitlab; others are told at the callback_url of their event",
  ]);
});

it.each([
  "ftp://x.example.com",
  "x.example.com",
  "https://u:secret@x.example.com",
  "https://x.example.com/?to=",
  "https://x.example.com/#",
])("the address of an API is one of the web, without a password in it: %s", async (url) => {
  const told = await found(`scheme: github, comment: { url: "${url}", token: env:T }`);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("url must be an address with https");
  expect(told[0]).not.toContain("secret");
});

it("a policy that waits for tickets of a sender that sends none is warned of", async () => {
  const policies = "policies: { a: { on: { ticket: s }, resource: notebook, then: stop } }\n";
  const warned = (scheme: string) => found(`scheme: ${scheme}`, policies);
  expect(await warned("slack")).toEqual([
    expect.stringContaining(
      "slack sends no tickets, so this never happens | what it sends is a webhook: on: { webhook: s }",
    ),
  ]);
  for (const scheme of ["jira-cloud", "zammad", "standard-webhooks"])
    expect(await warned(scheme)).toEqual([]);
});

it.each(["github", "gitlab"])(
  "a name that somebody else can take is no proof of who it is: %s",
  async (scheme) => {
    const people = "requester: event.requester, approver: event.actor";
    expect(await found(`scheme: ${scheme}, ${people}`)).toEqual([
      expect.stringContaining("event.requester is a name of"),
      expect.stringMatching(
        /event\.actor is a name of .* \| use the number, which stays: approver: event\.actorId/,
      ),
    ]);
    expect(await found(`scheme: ${scheme}, requester: event.requesterId`)).toEqual([]);
  },
);

it("an approver of a sender that does not sign what it says agrees to nothing", async () => {
  const people = "scheme: gitlab, requester: event.requesterId, approver: event.actorId";
  const weak = [
    expect.stringMatching(
      /gitlab does not sign what it says here, so that an approver named by it agrees to nothing \| .* curfew approve/,
    ),
  ];
  expect(await found(people, "", "{ token: env:A }")).toEqual(weak);
  expect(await found(people, "", "env:A")).toEqual(weak);
  expect(await found(people)).toEqual([]);
  expect(await found("scheme: gitlab, requester: event.requesterId", "", "env:A")).toEqual([]);
});

it("what Jira has under these names are ids", async () => {
  expect(await found("scheme: jira-cloud, requester: event.requester, approver: event.actor")).toEqual([]);
});
