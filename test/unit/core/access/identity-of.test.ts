import { describe, expect, it } from "vitest";
import { identityOf, isStranger } from "../../../../lib/core/access/identity-of.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import { chat, chatSource, rule } from "../../../fixtures/chats.ts";
import { request, rulebook, tick, ticket } from "../../../fixtures/policies.ts";

const TEAMS: Config["teams"] = {
  vision: { members: ["anna", "U7"], zone: null, calendar: null },
};

function book(sources = [chatSource()]) {
  return rulebook({ sources, teams: TEAMS });
}

describe("identityOf", () => {
  it("says who a platform's user is, and of which teams", () => {
    expect(identityOf(chat("status"), book())).toEqual({
      ...{ source: "slack", user: "T1/U1", person: "anna", teams: ["vision"] },
    });
  });

  it("prefers what is written with the workspace", () => {
    const rules = book([chatSource({ people: { U1: "ben", "T1/U1": "anna" } })]);
    expect(identityOf(chat("status"), rules).person).toBe("anna");
  });

  it("takes an id that stands in a team for the person itself", () => {
    const identity = identityOf(chat("status", { user: "U7" }), book());
    expect(identity).toMatchObject({ person: "U7", teams: ["vision"] });
  });

  it("takes nobody for an owner who only calls himself like one", () => {
    const identity = identityOf(chat("status", { user: "ben" }), book());
    expect(identity).toMatchObject({ person: "slack:T1/ben", teams: [] });
    expect(isStranger(identity)).toBe(true);
  });

  it("takes nobody for a member of a team whom the source knows under another id", () => {
    const impostor = identityOf(chat("status", { user: "anna" }), book());
    expect(impostor).toMatchObject({ person: "slack:T1/anna", teams: [] });
    const unmapped = book([chatSource({ people: {} })]);
    expect(identityOf(chat("status", { user: "anna" }), unmapped).person).toBe("anna");
  });

  it("does not let an id with a slash pass for a workspace and a user", () => {
    const identity = identityOf(chat("status", { team: null, user: "T1/U1" }), book());
    expect(identity).toMatchObject({ user: "T1%2FU1", person: "slack:T1%2FU1" });
  });

  it("finds no person in what every object has", () => {
    expect(identityOf(chat("status", { user: "constructor" }), book()).person).toBe("slack:T1/constructor");
  });

  it("knows the same person by an order that was made of a message", () => {
    const order = request({ by: "slack:T1/U1" }, { source: "slack" });
    expect(identityOf(order, book())).toEqual(identityOf(chat("status"), book()));
  });

  it("believes the command line as to who types", () => {
    expect(identityOf(request({ by: "anna" }), book())).toMatchObject({ person: "anna", teams: ["vision"] });
  });

  it("reads out of a ticket who asked", () => {
    const jira = chatSource({ name: "jira", scheme: "jira-cloud", requester: "event.reporter" });
    const event = ticket({ reporter: "U1" });
    expect(identityOf(event, book([jira]))).toMatchObject({ source: "jira", user: "U1", person: "anna" });
    expect(identityOf(ticket(), book([jira]))).toMatchObject({ user: "", person: "", teams: [] });
  });

  it("takes nobody in a ticket for the account whose name stands behind a slash in his own", () => {
    const jira = chatSource({ name: "jira", scheme: "jira-cloud", requester: "event.reporter" });
    const rules = book([
      { ...jira, rules: [rule({ who: ["U1"] })], people: { U1: "anna", "corp/U2": "ben" } },
    ]);
    const guest = identityOf(ticket({ reporter: "guest/U1" }), rules);
    expect(guest).toMatchObject({ user: "guest/U1", person: "jira:guest/U1", teams: [] });
    expect(identityOf(ticket({ reporter: "corp/U2" }), rules).person).toBe("ben");
    const may = (reporter: string) => rules.access.ofWord(ticket({ reporter }), "stop", { nowMs: 0 }).ok;
    expect([may("U1"), may("guest/U1")]).toEqual([true, false]);
  });

  it("knows nobody behind a clock", () => {
    expect(identityOf(tick(), book())).toEqual({ source: "clock", user: "", person: "", teams: [] });
  });
});
