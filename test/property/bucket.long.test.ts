import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { ObjectsFault } from "../../lib/emulator/objects/objects-fault.ts";
import type { Bucket } from "../../lib/ports/bucket.ts";
import { type ObjectsWorld, objectsWorld } from "../fixtures/object-storage.ts";

const key = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => !/\p{Cc}|^\/|[\ufffe\uffff]/u.test(text))
  .filter((text) => !text.split("/").some((segment) => segment === "." || segment === ".."));
const bytes = fc.uint8Array({ maxLength: 30 });
const dialect = fc.constantFrom("obs" as const, "s3" as const);
const hex = (value: Uint8Array | undefined) =>
  value === undefined ? undefined : Buffer.from(value).toString("hex");

describe("any key and any bytes", () => {
  it("come back as they were, from reads and listings, and go when they are removed", async () => {
    await fc.assert(
      fc.asyncProperty(
        dialect,
        fc.dictionary(key, bytes, { minKeys: 1, maxKeys: 5 }),
        async (kind, objects) => {
          const { bucket } = objectsWorld(kind);
          const keys = Object.keys(objects);
          for (const [name, value] of Object.entries(objects)) await bucket.put(name, value);
          for (const [name, value] of Object.entries(objects)) {
            expect(hex(await bucket.get(name))).toBe(hex(value));
          }
          const listed = await bucket.list("", { limit: 9 });
          expect(listed.objects.map((object) => object.key)).toEqual(
            keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
          );
          await bucket.remove(keys);
          expect((await bucket.list("", { limit: 9 })).objects).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** One write, and what goes wrong with it. */
const write = fc.record({
  kind: fc.constantFrom("put" as const, "create" as const, "append" as const),
  position: fc.constantFrom(0, 1, 2),
  fault: fc.constantFrom<ObjectsFault | undefined>(
    undefined,
    { fault: "lost-before" },
    { fault: "lost-after" },
    { fault: "refuse", status: 503, code: "SlowDown" },
    { fault: "refuse", status: 500, code: "InternalError", afterEffect: true },
    { fault: "refuse", status: 409, code: "OperationAborted" },
  ),
});
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

/** What a write says of itself. */
async function tell(
  bucket: Bucket,
  { kind, position }: Write,
  piece: Uint8Array,
): Promise<"written" | "doubt" | "refused"> {
  try {
    const { outcome } = await (kind === "append"
      ? bucket.append("k", position, piece)
      : bucket.put("k", piece, { createOnly: kind === "create" }));
    return outcome === "written" ? "written" : "refused";
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return error.details.ambiguous === true ? "doubt" : "refused";
  }
}

/** Makes one write, with its fault, and holds what it says against what is there then. */
async function checkWrite({ bucket, emulator }: ObjectsWorld, one: Write, piece: Uint8Array): Promise<void> {
  const before = hex(await bucket.get("k")) ?? "";
  const after = one.kind === "append" ? before + hex(piece) : hex(piece);
  const calls = emulator.journal().length;
  if (one.fault) emulator.addFault(one.fault);
  const said = await tell(bucket, one, piece);
  expect(emulator.journal().length - calls).toBeLessThanOrEqual(1);
  // A write that was refused before it left has met no fault, and no other call is to meet it.
  emulator.clearFaults();
  const possible = { written: [after], refused: [before], doubt: [before, after] };
  expect(possible[said]).toContain(hex(await bucket.get("k")) ?? "");
}

describe("what a write says of itself", () => {
  it("is true, whatever goes wrong: written is there, refused is not, and doubt is called doubt", async () => {
    await fc.assert(
      fc.asyncProperty(dialect, fc.array(write, { maxLength: 8 }), async (kind, writes) => {
        const world = objectsWorld(kind);
        for (const [index, one] of writes.entries()) await checkWrite(world, one, Uint8Array.of(index));
      }),
      { numRuns: 100 },
    );
  });
});
