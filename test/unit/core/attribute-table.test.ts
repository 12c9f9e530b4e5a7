import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { WHEN_ATTRIBUTES, WHERE_ATTRIBUTES } from "../../../lib/core/attribute-table.ts";

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  double: "number",
  bool: "true or false",
  "map<string, string>": "map of texts",
  dyn: "anything",
};

/** Rows of the table in the document: what an attribute is called there, and of which type it is. */
function documented(): readonly string[] {
  const text = readFileSync("docs/configuration.md", "utf8");
  const table = text.slice(text.indexOf("| attribute | type | meaning |"));
  const rows = table.slice(0, table.indexOf("\n\n")).matchAll(/^\| (`.+`) \| (.+?) \| .+ \|$/gm);
  return [...rows].flatMap(([, names = "", type = ""]) =>
    [...names.matchAll(/`(.+?)`/g)].map(([, name]) => `${name}: ${type}`),
  );
}

it("names the attributes and types that docs/configuration.md explains, in its order", () => {
  const attributes = WHERE_ATTRIBUTES.flatMap(({ name, type }) =>
    typeof type === "string"
      ? [`${name}: ${WORDS[type]}`]
      : Object.entries(type).map(([field, own]) => `${name}.${field}: ${WORDS[own]}`),
  );
  expect(attributes).toEqual(documented());
});

it("knows the event alone where no machine is looked at", () => {
  expect(WHEN_ATTRIBUTES).toEqual([{ name: "event", type: "dyn" }]);
});
