import { describe, expect, it } from "vitest";
import { receive } from "../../../lib/sources/receive.ts";
import { senderOf, signedInput } from "./senders.ts";

const jira = senderOf("jira-cloud");

const MOVE = {
  field: "status",
  fieldId: "status",
  from: "10000",
  fromString: "Waiting for approval",
  to: "10001",
  toString: "Approved",
};

function update(
  changes: { fields?: object; items?: readonly object[]; changelog?: object | null; issue?: object } = {},
) {
  return {
    timestamp: 1_736_929_740_000,
    webhookEvent: "jira:issue_updated",
    user: { accountId: "acc-approver" },
    issue: {
      id: "10002",
      key: "OPS-42",
      fields: {
        summary: "Rebuild please",
        status: { name: "Waiting for approval", id: "10000" },
        issuetype: { name: "Change" },
        project: { key: "OPS" },
        labels: ["gpu"],
        reporter: { accountId: "acc-reporter" },
        creator: { accountId: "acc-creator" },
        ...changes.fields,
      },
      ...changes.issue,
    },
    ...(changes.changelog !== null && {
      changelog: { id: "10124", items: changes.items ?? [MOVE], ...changes.changelog },
    }),
  };
}

async function received(body: object, headers: Readonly<Record<string, string | undefined>> = {}) {
  const input = signedInput(jira, JSON.stringify(body));
  const result = await receive("jira-cloud", { ...input, headers: { ...input.headers, ...headers } });
  return "event" in result ? result.event : result;
}

describe("an issue that moved to another status", () => {
  it("becomes a ticket with the new status, named by its change", async () => {
    expect(await received(update())).toEqual({
      specversion: "1.0",
      id: "issue:10002:change:10124",
      source: "sender",
      type: "ticket.updated",
      time: "2025-01-15T08:29:00.000Z",
      subject: "OPS-42",
      trigger: "webhook",
      data: {
        key: "OPS-42",
        status: "Approved",
        statusId: "10001",
        transition: "10124",
        project: "OPS",
        form: "Change",
        requester: "acc-reporter",
        creator: "acc-creator",
        actor: "acc-approver",
        labels: ["gpu"],
        summary: "Rebuild please",
        server: null,
        fields: {},
      },
    });
  });

  it("through several statuses is in the last one", async () => {
    const items = [MOVE, { ...MOVE, to: "10002", toString: "Done" }];
    expect(await received(update({ items }))).toMatchObject({ data: { status: "Done", statusId: "10002" } });
  });

  it("without the new status's name has the name of the issue's own", async () => {
    const items = [{ field: "status", to: "10001" }];
    expect(await received(update({ items }))).toMatchObject({
      data: { status: "Waiting for approval", statusId: "10001", transition: "10124" },
    });
  });

  it("is named by its time when the change has no id, and by nothing that is not signed", async () => {
    const untitled = { items: [MOVE], id: undefined };
    expect(await received(update({ changelog: untitled }))).toMatchObject({
      data: { transition: "1736929740000" },
    });
    const timeless = { ...update({ changelog: untitled }), timestamp: undefined };
    expect(await received(timeless)).toMatchObject({ data: { transition: null } });
  });
});

describe("an issue that changed otherwise", () => {
  it("is a ticket without a transition, in its present status", async () => {
    for (const changes of [{ items: [{ field: "labels", toString: "gpu" }] }, { changelog: null }]) {
      expect(await received(update(changes))).toMatchObject({
        type: "ticket.updated",
        data: { status: "Waiting for approval", statusId: "10000", transition: null },
      });
    }
  });
});

describe("the id of the event", () => {
  it("is made of issue and change, which are signed, whatever identifier the delivery comes under", async () => {
    for (const name of ["delivery-1", "delivery-2", undefined]) {
      const header = { "x-atlassian-webhook-identifier": name };
      expect(await received(update(), header)).toMatchObject({ id: "issue:10002:change:10124" });
      expect(await received(update({ changelog: null }), header)).toMatchObject({
        id: "issue:10002:change:1736929740000",
      });
    }
  });

  it("is Jira's identifier, or a digest, where nothing names the change", async () => {
    const header = { "x-atlassian-webhook-identifier": undefined };
    const timeless = { ...update({ changelog: null }), timestamp: undefined };
    expect(await received(timeless)).toMatchObject({ id: "delivery-1", data: { transition: null } });
    expect(await received(timeless, header)).toMatchObject({ id: expect.stringMatching(/^sha256:/) });
  });
});

describe("what a ticket asks for", () => {
  it("has the request type of the service desk as its form", async () => {
    const fields = { customfield_10010: { requestType: { id: "5", name: "rebuild" } } };
    expect(await received(update({ fields }))).toMatchObject({ data: { form: "rebuild" } });
  });

  it("names its machine by a label or by the text of a custom field", async () => {
    expect(await received(update({ fields: { labels: ["gpu", "server:ds-1"] } }))).toMatchObject({
      data: { server: "ds-1" },
    });
    expect(await received(update({ fields: { customfield_10055: { value: "server:ds-2" } } }))).toMatchObject(
      {
        data: { server: "ds-2" },
      },
    );
  });

  it("names no machine when label and field name two", async () => {
    const fields = { labels: ["server:ds-1"], customfield_1: "server:ds-2" };
    expect(await received(update({ fields }))).toMatchObject({ data: { server: null } });
  });

  it("keeps custom fields with a plain value and no others", async () => {
    const fields = {
      customfield_1: "text",
      customfield_2: 3,
      customfield_3: false,
      customfield_4: { value: "option", id: "9" },
      customfield_5: null,
      customfield_6: ["a"],
      customfield_7: { deep: { value: 1 } },
      description: "not custom",
    };
    expect(await received(update({ fields }))).toMatchObject({
      data: {
        fields: { customfield_1: "text", customfield_2: 3, customfield_3: false, customfield_4: "option" },
      },
    });
    const event = await received(update({ fields }));
    expect(Object.keys("data" in event ? (event.data as { fields: object }).fields : {})).toHaveLength(4);
  });

  it("takes the creator for the requester when nobody is named as reporter, never who made the change", async () => {
    const fields = { reporter: null, creator: { accountId: "acc-creator" } };
    expect(await received(update({ fields }))).toMatchObject({ data: { requester: "acc-creator" } });
    expect(await received(update({ fields: { reporter: null, creator: null } }))).toMatchObject({
      data: { requester: null, creator: null },
    });
  });
});

it("an update of nothing is refused", async () => {
  expect(await received(update({ issue: { key: undefined } }))).toMatchObject({
    code: "unsupported-event",
    detail: "issue.key: is missing",
  });
});

it("other kinds of events are handed on whole", async () => {
  const body = { webhookEvent: "jira:issue_created", timestamp: 1_736_929_740_000, issue: { key: "OPS-1" } };
  expect(await received(body)).toMatchObject({
    type: "webhook.received",
    time: "2025-01-15T08:29:00.000Z",
    data: body,
  });
});
