import { expect, it } from "vitest";
import { isSchemeId, SCHEMES } from "../../../lib/sources/schemes.ts";

const byId = (id: string) => SCHEMES.find((scheme) => scheme.id === id);

it("the ids are stable, because configs name them", () => {
  expect(SCHEMES.map((scheme) => scheme.id)).toEqual([
    "standard-webhooks",
    "jira-cloud",
    "github",
    "gitlab",
    "grafana",
    "grafana-timestamp",
    "zammad",
    "glpi",
    "pagerduty",
    "alertmanager",
    "servicenow",
    "slack",
    "microsoft-teams",
    "dingtalk",
    "discord",
    "smn",
    "sns",
    "feishu-lark",
    "wecom",
    "jwt",
    "azure-path",
  ]);
});

it("says of Standard Webhooks what its specification says", () => {
  expect(byId("standard-webhooks")).toMatchObject({
    secretKinds: ["hmac", "public-key"],
    signsBody: true,
    timestamp: true,
    windowSeconds: 300,
  });
});

it("GLPI has an hour, because it repeats what it signed when it queued it", () => {
  expect(byId("glpi")).toMatchObject({ timestamp: true, windowSeconds: 3_600 });
});

it("a scheme is as good as its weakest proof", () => {
  expect(byId("gitlab")).toMatchObject({
    secretKinds: ["token", "hmac"],
    signsBody: false,
    timestamp: false,
    windowSeconds: null,
    proofs: [
      { secretKind: "token", signsBody: false, windowSeconds: null, deliveryId: "unsigned" },
      { secretKind: "hmac", signsBody: true, windowSeconds: 300, deliveryId: "signed" },
    ],
  });
});

it("tells where the delivery id cannot be relied on", () => {
  const ids = SCHEMES.flatMap(({ id, proofs }) => proofs.map((proof) => `${id} ${proof.deliveryId}`));
  expect([...new Set(ids.filter((text) => text.endsWith(" unsigned")))]).toEqual([
    "jira-cloud unsigned",
    "github unsigned",
    "gitlab unsigned",
    "zammad unsigned",
    "alertmanager unsigned",
    "dingtalk unsigned",
    "feishu-lark unsigned",
    "jwt unsigned",
    "azure-path unsigned",
  ]);
});

it("every scheme has a document and answers POST", () => {
  for (const scheme of SCHEMES) {
    expect(scheme.docs).toMatch(/^https:\/\//);
    expect(scheme.methods).toContain("POST");
  }
});

it("names that every object inherits are no schemes", () => {
  expect(["github", "toString", "__proto__", ""].map(isSchemeId)).toEqual([true, false, false, false]);
});
