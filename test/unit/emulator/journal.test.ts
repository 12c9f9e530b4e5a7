import { describe, expect, it } from "vitest";
import { emptyList } from "../../../lib/emulator/chunked-list.ts";
import {
  JOURNAL_ENTRIES_MAX,
  type JournalEntry,
  journalBody,
  record,
} from "../../../lib/emulator/journal.ts";
import { drive, KEY, PROJECT, testId } from "./driver.ts";

const LIST = "/v1/{p}/dev-servers";
const FLEET = {
  machines: [{ kind: "dev-server" as const, id: testId(1), name: "vision-anna-one", status: "STOPPED" }],
};

describe("the journal", () => {
  it("holds every write with its effect, its caller and its request id", () => {
    const cloud = drive({ fleet: FLEET });
    const answer = cloud.call("PUT", `${LIST}/${testId(1)}/start`, { body: {} });
    cloud.call("GET", LIST);
    expect(cloud.control("GET", "journal").json).toEqual([
      {
        at: cloud.now(),
        operation: "StartDevServer",
        method: "PUT",
        path: `/v1/${PROJECT}/dev-servers/${testId(1)}/start`,
        query: "",
        accessKey: KEY.accessKey,
        requestId: answer.raw.headers["x-request-id"],
        status: 200,
        effects: [{ resource: `dev-server/${testId(1)}`, from: "STOPPED", to: "STARTING" }],
        body: {},
      },
    ]);
  });

  it("holds refused, unsigned and unknown writes too, without an effect", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("PUT", `${LIST}/${testId(1)}/stop`);
    cloud.call("PUT", `${LIST}/${testId(1)}/start`, { body: {}, key: { ...KEY, secretKey: "EXAMPLEWRONG" } });
    cloud.call("POST", "/v1/{p}/nowhere", { body: { a: 1 } });
    expect(cloud.journal().map(({ operation, status, effects }) => ({ operation, status, effects }))).toEqual(
      [
        { operation: "StopDevServer", status: 400, effects: [] },
        { operation: "StartDevServer", status: 401, effects: [] },
        { operation: null, status: 404, effects: [] },
      ],
    );
  });

  it("tells a batch apart by what it did to each server", () => {
    const cloud = drive({ fleet: FLEET });
    const servers = [{ id: testId(1) }, { id: testId(9) }];
    cloud.call("POST", `${LIST}/action`, { body: { type: "START", servers } });
    expect(cloud.journal().at(-1)?.effects).toEqual([
      { resource: `dev-server/${testId(1)}`, from: "STOPPED", to: "STARTING" },
    ]);
  });

  it("never shows a password", () => {
    const cloud = drive({ fleet: FLEET });
    const body = { admin_pass: "@Example_Pass1", user_data: "IyEvYmluL2Jhc2g=" };
    cloud.call("POST", `${LIST}/${testId(1)}/reinstallos`, { body });
    expect(cloud.journal().at(-1)?.body).toEqual({ admin_pass: "***", user_data: "***" });
    const batch = { type: "REINSTALLOS", servers: [{ id: testId(1) }], extend_param: body };
    cloud.call("POST", `${LIST}/action`, { body: batch });
    expect(new TextDecoder().decode(cloud.control("GET", "journal").raw.body)).not.toContain("Example_Pass");
  });

  it("does not keep bodies that are long or no JSON", () => {
    expect(journalBody(new TextEncoder().encode("not json"))).toEqual({ omitted: "not JSON" });
    expect(journalBody(new Uint8Array(70_000))).toEqual({ omitted: "70000 bytes" });
  });

  it("drops the oldest entries beyond its limit", () => {
    let journal = emptyList<JournalEntry>();
    const entry = { at: 0 } as JournalEntry;
    for (let at = 0; at <= JOURNAL_ENTRIES_MAX; at += 1) journal = record(journal, { ...entry, at });
    expect(journal.size).toBeLessThanOrEqual(JOURNAL_ENTRIES_MAX);
    expect(journal.chunks.at(-1)?.at(-1)?.at).toBe(JOURNAL_ENTRIES_MAX);
  });
});

describe("the count of calls", () => {
  it("counts every operation, reads included, and can be reset", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("GET", LIST);
    cloud.call("GET", LIST);
    cloud.call("GET", "/v1/{p}/nowhere");
    expect(cloud.control("GET", "calls").json).toEqual({ ListDevServers: 2, unknown: 1 });
    cloud.control("DELETE", "calls");
    expect(cloud.control("GET", "calls").json).toEqual({});
  });
});
