import { afterEach, beforeEach, expect, it } from "vitest";
import type { MessengerSource } from "../../../../lib/clients/channels/messenger-parts.ts";
import { sendComment } from "../../../../lib/clients/channels/send-comment.ts";
import { answerJson, type LoopbackServer, startServer } from "../../../fixtures/loopback-server.ts";
import { messageTo, noticeOf, reroutedTo } from "../../../fixtures/outgoing.ts";

let server: LoopbackServer;
beforeEach(async () => {
  server = await startServer((response) => answerJson(response, 201, { id: "1" }));
});
afterEach(() => server.close());

async function comment(
  scheme: string,
  ticket: string,
  over: Partial<NonNullable<MessengerSource["comment"]>> = {},
) {
  const source: MessengerSource = {
    ...{ name: "tickets", scheme, secrets: [], callbackHosts: [] },
    comment: { url: `${server.origin}/base/`, user: null, token: "fake-token", ...over },
  };
  const { transport } = reroutedTo(server);
  const message = messageTo({ kind: "comment", source: "tickets", ticket }, noticeOf({ buttons: [] }));
  const delivered = await sendComment(ticket, message, { source, options: { transport, now: () => 0 } });
  const [seen] = server.seen;
  return { delivered, seen, json: seen === undefined ? null : JSON.parse(seen.body.toString()) };
}

const TEXT = "nb-1 stops in 30 minutes\nidle since 14:00\nowner: anna\n\nCurfew message msg-1";

it("Jira is sent a document, with user and token as a password", async () => {
  const { seen, json, delivered } = await comment("jira-cloud", "OPS-42", { user: "bot@example.com" });
  expect(delivered).toEqual({ ok: true, text: "the ticket in Jira took the message" });
  expect(seen).toMatchObject({ method: "POST", target: "/base/rest/api/3/issue/OPS-42/comment" });
  const [kind, text = ""] = seen?.headers.authorization?.split(" ") ?? [];
  expect([kind, Buffer.from(text, "base64").toString()]).toEqual(["Basic", "bot@example.com:fake-token"]);
  expect(json.body).toMatchObject({ type: "doc", version: 1 });
  expect(json.body.content.at(-1).content).toEqual([{ type: "text", text: "Curfew message msg-1" }]);
});

it("ServiceNow is sent work notes of the record in its table, or of the task", async () => {
  const id = "9d385017c611228701d22104cc95c371";
  const { seen, json } = await comment("servicenow", `incident/${id}`, { user: "bot" });
  expect(seen).toMatchObject({
    ...{ method: "PATCH", target: `/base/api/now/table/incident/${id}?sysparm_fields=sys_id` },
    headers: { authorization: expect.stringMatching(/^Basic /) },
  });
  expect(json).toEqual({ work_notes: TEXT });
  server.seen.splice(0);
  const task = await comment("servicenow", id);
  expect(task.seen?.target).toContain(`/table/task/${id}`);
});

it("GitHub is sent a block of code, and who asks", async () => {
  const { seen, json } = await comment("github", "acme/tools.x#7");
  expect(seen).toMatchObject({
    ...{ method: "POST", target: "/base/repos/acme/tools.x/issues/7/comments" },
    headers: {
      ...{ authorization: "Bearer fake-token", accept: "application/vnd.github+json" },
      "user-agent": "curfew",
    },
  });
  expect(json).toEqual({ body: `\`\`\`text\n${TEXT}\n\`\`\`` });
});

it("GitLab is sent a note, with the project's path as one part", async () => {
  const { seen } = await comment("gitlab", "group/sub/project#7");
  expect(seen).toMatchObject({
    ...{ method: "POST", target: "/base/api/v4/projects/group%2Fsub%2Fproject/issues/7/notes" },
    headers: { "private-token": "fake-token" },
  });
  expect(seen?.headers).not.toHaveProperty("authorization");
});

it.each([
  ["jira-cloud", "OPS-42/../../myself"],
  ["jira-cloud", "OPS 42"],
  ["servicenow", "incident/../sys_user/9d385017c611228701d22104cc95c371"],
  ["servicenow", "INC0010001"],
  ["github", "acme/..#7"],
  ["github", "acme/tools#7/../../x"],
  ["gitlab", "group//project#7"],
  ["gitlab", "..#7"],
  ["gitlab", ".#7"],
  ["gitlab", "group/..#7"],
  ["gitlab", "group/../..#7"],
  ["alertmanager", "1"],
])("nothing is sent to %s for %j", async (scheme, ticket) => {
  const { delivered, seen } = await comment(scheme, ticket);
  expect(delivered).toMatchObject({ ok: false, again: false });
  expect(seen).toBeUndefined();
});
