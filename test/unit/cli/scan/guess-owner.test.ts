import { describe, expect, it } from "vitest";
import { guessOwner } from "../../../../lib/cli/scan/guess-owner.ts";
import { notebook } from "../../../fixtures/resources.ts";

describe("guessOwner", () => {
  it("believes the cloud before a name", () => {
    const resource = notebook({ user: { id: "u-1", name: "anna.example" }, tags: { owner: "bruno" } });
    expect(guessOwner(resource)).toEqual({ owner: "anna.example", team: "vision", from: "user.name" });
  });

  it("takes a tag where no user is known", () => {
    expect(guessOwner(notebook({ tags: { owner: "bruno", team: "lidar" } }))).toEqual({
      owner: "bruno",
      team: "lidar",
      from: "tag:owner",
    });
  });

  it("falls back to the name and says that it is a guess", () => {
    expect(guessOwner(notebook())).toEqual({ owner: "anna", team: "vision", from: "name" });
  });

  it("finds nobody where nothing tells", () => {
    expect(guessOwner(notebook({ name: "nb17" }))).toEqual({ owner: null, team: null, from: null });
  });
});
