import { describe, expect, it } from "vitest";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { SERVER, startTicketStage, type TicketStage } from "./support/ticket-stage.ts";
import { TICKET_SYSTEMS, type TicketSystem, type TicketWish } from "./support/ticket-systems.ts";

const opened = cleanUpAfterEach();

const OTHER_SERVER = SERVER.replace(/220$/, "221");
const REBUILT = ["StopDevServer 220", "ReinstallDevServerOS 220"];
/** `anna` asks, `ben` is of ops. */
const [ANNA, BEN] = ["u-1", "u-2"];

type Json = Readonly<Record<string, unknown>>;

function systemOf(name: string): TicketSystem {
  const found = TICKET_SYSTEMS.find((system) => system.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** The system, sending the body that `more` gives in place of its own. */
function saying(system: TicketSystem): TicketSystem {
  return { ...system, body: (wish: TicketWish) => wish.more ?? system.body(wish) };
}

const jira = systemOf("jira");
const WISH = { server: SERVER, callbackUrl: "https://desk.example.com/done" };
const APPROVED = jira.body({ ...WISH, approver: BEN }) as Json & {
  readonly issue: { readonly fields: Json };
};
const NOBODY_ASKED = (yaml: string) =>
  yaml.replace(/^ {4}approve: .*\n/m, "").replace(/^ {4}approver: .*\n/m, "");

/** What Jira sends when somebody edits the approved issue: the whole of it, in the status that it has. */
function edited(by: string, server = SERVER): Json {
  const fields = { ...APPROVED.issue.fields, labels: [`server:${server}`] };
  const items = [{ field: "labels", fieldId: "labels", fromString: "a", toString: `server:${server}` }];
  const issue = { ...APPROVED.issue, fields };
  return {
    ...APPROVED,
    timestamp: 1_778_576_460_000,
    user: { accountId: by },
    issue,
    changelog: { id: "20043", items },
  };
}

/** The same for a comment. */
function commented(by: string): Json {
  const { changelog: _, ...rest } = edited(by);
  return { ...rest, issue_event_type_name: "issue_commented", comment: { body: "why did you change that?" } };
}

async function said(stage: TicketStage, more: Json, id: string) {
  const { run, status } = await stage.deliver({ more, id });
  const last = (await stage.settle(run)).at(-1);
  return { run, status, last, entries: await stage.entries(run) };
}

describe("an approved issue of Jira", () => {
  it("rebuilds no other server when its requester changes the label afterwards", async () => {
    const stage = opened(await startTicketStage(saying(jira), NOBODY_ASKED));
    await stage.settle((await stage.deliver()).run);
    expect(await stage.cloud.writes()).toEqual(REBUILT);
    const { status, entries } = await said(stage, edited(ANNA, OTHER_SERVER), "d-2");
    expect(status).toBe(202);
    expect(entries.map(({ phase, reason }) => `${phase} ${reason}`)).toContain("ignored no-transition");
    expect(await stage.cloud.writes()).toEqual(REBUILT);
  });

  it("is not agreed to by whoever edits it or comments on it", async () => {
    const stage = opened(await startTicketStage(saying(jira)));
    for (const [id, more] of [
      ["d-2", commented(BEN)],
      ["d-3", edited(BEN, OTHER_SERVER)],
    ] as const) {
      const { last, entries } = await said(stage, more, id);
      expect(last).toMatchObject({ phase: "finished" });
      expect(JSON.stringify(entries)).not.toContain("agreed to by");
    }
    expect(await stage.cloud.writes()).toEqual([]);
  });

  it("is not agreed to by whoever wrote it, whom somebody has replaced as its reporter", async () => {
    const stage = opened(await startTicketStage(saying(jira)));
    const fields = { ...APPROVED.issue.fields, creator: { accountId: BEN } };
    const { run } = await stage.deliver({ more: { ...APPROVED, issue: { ...APPROVED.issue, fields } } });
    expect((await stage.advance(run)).status).toBe("waiting");
    expect(await stage.cloud.writes()).toEqual([]);
  });

  it("is the same wish under whatever identifier a captured delivery comes again", async () => {
    const stage = opened(await startTicketStage(saying(jira), NOBODY_ASKED));
    const first = await stage.deliver({ id: "captured-1" });
    await stage.settle(first.run);
    expect(await stage.deliver({ id: "captured-2" })).toEqual({ status: 200, run: first.run });
    const comments = await Promise.all(
      ["captured-3", "captured-4"].map((id) => stage.deliver({ more: commented(BEN), id })),
    );
    expect(new Set(comments.map(({ run }) => run)).size).toBe(1);
    await stage.settle(comments[0]?.run ?? "");
    expect(await stage.cloud.writes()).toEqual(REBUILT);
  });
});

describe("an issue of GitLab", () => {
  const gitlab = systemOf("gitlab");

  /** A label beside the one that approved it, long ago. */
  function labelled(): Json {
    const body = gitlab.body(WISH) as Json & { readonly object_attributes: Json };
    const titles = (list: readonly string[]) => list.map((title) => ({ title }));
    const before = ["approved", "rebuild", `server:${OTHER_SERVER}`];
    const current = titles([...before, "thanks"]);
    return {
      ...body,
      object_attributes: {
        ...body.object_attributes,
        ...{ labels: current, updated_at: "2026-05-12T08:59:00Z" },
      },
      changes: { labels: { previous: titles(before), current } },
    };
  }

  it("is neither a wish nor approved by any other label that an approver sets", async () => {
    const stage = opened(await startTicketStage(saying(gitlab)));
    const { entries } = await said(stage, labelled(), "d-2");
    expect(entries.map(({ phase, reason }) => `${phase} ${reason}`)).toContain("ignored when-false");
    expect(await stage.cloud.writes()).toEqual([]);
  });

  it("does not start with a policy for which any label would do", async () => {
    const loose = {
      ...gitlab,
      on: `ticket: SOURCE, when: 'known(event.transition) && "approved" in event.labels'`,
    };
    await expect(startTicketStage(loose)).rejects.toThrow(/any move of a ticket of gitlab/);
  });

  it("under a token that signs nothing is agreed to by nobody whom it names", async () => {
    const secret = "test-only-token-that-opens-nothing";
    const stage = opened(await startTicketStage({ ...gitlab, kind: "token", secret }));
    const { run } = await stage.deliver();
    expect((await stage.advance(run)).status).toBe("waiting");
    expect((await stage.entries(run)).map(({ reason }) => reason)).toContain("awaiting-approval");
    expect(await stage.cloud.writes()).toEqual([]);
  });
});
