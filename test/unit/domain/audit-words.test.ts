import { describe, expect, it } from "vitest";
import { AUDIT_WORDS, auditMeaning, kindsOfWord } from "../../../lib/domain/audit-words.ts";
import { trace } from "../../fixtures/policies.ts";

function words(resourceType: string, traceName: string, more: { service?: string; action?: string } = {}) {
  const meaning = auditMeaning(trace({ resourceType, traceName, ...more }).data);
  return meaning && [meaning.cloud, ...meaning.words];
}

describe("the meaning of an audit trace", () => {
  it.each([
    ["Notebook", "startNotebook", ["huaweicloud", "notebook.started"]],
    ["Notebook", "createNotebook", ["huaweicloud", "notebook.created"]],
    ["Server", "startServer", ["huaweicloud", "dev-server.started"]],
    ["Server", "createServer", ["huaweicloud", "dev-server.created", "dev-server.bought"]],
    ["Notebook", "create_instance", ["otc", "notebook.created"]],
    ["Notebook", "change_instance_status", ["otc", "notebook.started"]],
  ])("%s %s is %j", (resourceType, traceName, expected) => {
    expect(words(resourceType, traceName)).toEqual(expected);
  });

  it.each([
    ["Notebook", "stopNotebook"],
    ["Notebook", "getNotebook"],
    ["Notebook", "listNotebook"],
    ["NotebookImage", "startNotebook"],
    ["ServerHyperinstance", "startServer"],
    ["JobV2", "CreateJobV2"],
  ])("%s %s is none that a policy can wait for", (resourceType, traceName) => {
    expect(words(resourceType, traceName)).toBeUndefined();
  });

  it("belongs to ModelArts, however the cloud writes that: other services create servers too", () => {
    expect(words("Server", "createServer", { service: "MODELARTS" })).toBeDefined();
    expect(words("Server", "createServer", { service: "ECS" })).toBeUndefined();
    expect(words("notebook", "STARTNOTEBOOK")).toEqual(["huaweicloud", "notebook.started"]);
  });

  it("tells start and stop apart where the request does", () => {
    const change = (action: string) => words("Notebook", "change_instance_status", { action });
    expect(change("start")).toEqual(["otc", "notebook.started"]);
    expect(change("STOP")).toBeUndefined();
  });
});

it("names kinds of machines for every word", () => {
  expect(AUDIT_WORDS.map((word) => kindsOfWord(word).join(" "))).toEqual([
    "notebook legacy-notebook",
    "notebook legacy-notebook",
    "dev-server",
    "dev-server",
    "dev-server",
  ]);
});
