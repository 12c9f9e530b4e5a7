import { describe, expect, it } from "vitest";
import { WHERE_ATTRIBUTES } from "../../../lib/core/attribute-table.ts";
import { attributesOf } from "../../../lib/core/attributes.ts";
import { compileExpression } from "../../../lib/core/expression.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { ticket } from "../../fixtures/policies.ts";
import { HOUR, NOW, notebook, server } from "../../fixtures/resources.ts";

const input = {
  resource: notebook({ tags: { env: "dev" }, createdAtMs: NOW - 3 * HOUR }),
  cloud: "otc",
  ownership: { owner: "anna", team: "vision" },
  saving: { amount: 1.5, currency: "EUR" },
  event: ticket(),
  nowMs: NOW,
} as const;

describe("attributesOf", () => {
  it("gives exactly the attributes that the table promises", () => {
    expect(Object.keys(attributesOf(input)).toSorted()).toEqual(
      WHERE_ATTRIBUTES.map(({ name }) => name).toSorted(),
    );
  });

  it.each([
    'id == "nb-1" && ref == "prod/notebook/nb-1" && kind == "notebook" && target == "prod"',
    'cloud == "otc" && status == "RUNNING" && state == "running"',
    'owner == "anna" && team == "vision" && saves == 1.5 && ageHours == 3',
    'tags.env == "dev" && flavor.gpu == 1 && billing == "pay-per-use"',
    'event.server == "ds-1"',
  ])("can be asked %s", (source) => {
    const compiled = compileExpression(source, "where");
    if (!compiled.ok) throw new Error(compiled.message);
    expect(compiled.expression.evaluate(attributesOf(input))).toEqual({ ok: true, value: true });
  });

  it("does not know the tags of machines that tell none, unless they do", () => {
    const tagsOf = (resource: Resource) => attributesOf({ ...input, resource })["tags"];
    expect([tagsOf(server()), tagsOf(notebook())]).toEqual([{}, {}]);
    expect(tagsOf(server({ hardware: "BMS" }))).toBeNull();
    expect(tagsOf(server({ hardware: null }))).toBeNull();
    expect(tagsOf(server({ hardware: "HPS", tags: { keep: "yes" } }))).toEqual({ keep: "yes" });
    expect(tagsOf(notebook({ kind: "supernode" }))).toBeNull();
  });

  it("says null for an age and an owner that are not known", () => {
    const unknown = {
      ...input,
      resource: notebook({ createdAtMs: null }),
      ownership: { owner: null, team: null },
    };
    expect(attributesOf(unknown)).toMatchObject({ ageHours: null, owner: null, team: null, lease: null });
  });
});
