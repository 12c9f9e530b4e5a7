import { describe, expect, it } from "vitest";
import { findSource } from "../../../../lib/adapters/web/find-source.ts";

const SOURCES = [
  { name: "slack", scheme: "azure-path" },
  { name: "chat", scheme: "slack" },
  { name: "jira", scheme: "jira-cloud" },
  { name: "azure-path", scheme: "azure-path" },
];

describe("the source of an address", () => {
  it.each([
    ["/webhooks/jira", "jira", undefined],
    ["/webhooks/jira-cloud/jira", "jira", undefined],
    ["/webhooks/slack", "slack", undefined],
    ["/webhooks/slack/chat", "chat", undefined],
    ["/webhooks/slack/SECRET", "slack", "SECRET"],
    ["/webhooks/azure-path/slack/SECRET", "slack", "SECRET"],
    ["/webhooks/azure-path/SECRET", "azure-path", "SECRET"],
    ["/webhooks/azure-path/slack", "slack", undefined],
  ])("%s is %s", (path, name, pathSecret) => {
    const found = findSource(path, SOURCES);
    expect([found?.source.name, found?.pathSecret]).toEqual([name, pathSecret]);
  });

  it.each([
    "/webhooks",
    "/webhooks/nobody",
    "/webhooks/jira/SECRET",
    "/webhooks/jira-cloud/jira/SECRET",
    "/webhooks/slack/SECRET/more",
    "/other/jira",
  ])("%s is nobody's", (path) => {
    expect(findSource(path, SOURCES)).toBeUndefined();
  });
});
