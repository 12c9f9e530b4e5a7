import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { callbackKeys } from "../../../lib/clients/channels/standard-webhook.ts";
import { sealingKey } from "../../../lib/signing/seal.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";

const page = readFileSync("docs/sources.md", "utf8");

/** The cells of the row of each scheme. */
const rows = new Map(
  [...page.matchAll(/^\| `([a-z-]+)` \|(.+)\|$/gm)].map(([, id = "", rest = ""]) => [
    id,
    rest.split("|").map((cell) => cell.trim()),
  ]),
);

it("has a row for each scheme, in the order of the code", () => {
  expect([...rows.keys()]).toEqual(SCHEMES.map(({ id }) => id));
});

it("says of each scheme what to set up, what can be answered later, and what it was tried with", () => {
  const told = [...page.matchAll(/^\| \*\*([a-z-]+)\*\* \|(.+)\|$/gm)];
  expect(told.map(([, id]) => id)).toEqual(SCHEMES.map(({ id }) => id));
  for (const [, id, rest = ""] of told)
    expect(
      rest.split("|").filter((cell) => cell.trim()),
      id,
    ).toHaveLength(3);
});

it("promises a callback only where a secret can hide its address and sign it", () => {
  const told = [...page.matchAll(/^\| \*\*([a-z-]+)\*\* \|[^|]+\|([^|]+)\|/gm)];
  for (const [, id, later = ""] of told.filter(([, , later]) => later?.includes("callback_url"))) {
    const scheme = SCHEMES.find((known) => known.id === id);
    const secrets = scheme?.secretKinds.map((kind) => ({ kind, value: "a-fake-secret" })) ?? [];
    expect(sealingKey(secrets), `${id}: ${later}`).not.toBeNull();
    expect(callbackKeys(id ?? "", secrets), `${id}: ${later}`).not.toEqual([]);
  }
});

it.each(SCHEMES)(
  "tells of $id what the code does",
  ({ id, secretKinds, signsBody, proofs, answerWithinSeconds }) => {
    const [, kinds = "", , body = "", window = "", , within] = rows.get(id) ?? [];
    for (const kind of secretKinds) expect(kinds).toContain(`\`${kind}\``);
    expect(body.includes("yes")).toBe(proofs.some((proof) => proof.signsBody));
    expect(body === "yes").toBe(signsBody);
    const windows = new Set(proofs.flatMap(({ windowSeconds }) => windowSeconds ?? []));
    for (const seconds of windows)
      expect(window).toContain(seconds === 3_600 ? "1 h" : `${seconds / 60} min`);
    expect(within).toBe(answerWithinSeconds === null ? "–" : `${answerWithinSeconds} s`);
  },
);
