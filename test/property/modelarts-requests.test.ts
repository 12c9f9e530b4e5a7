import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cloud } from "../../lib/domain/clouds.ts";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { OperationName } from "../../lib/domain/modelarts/operations.ts";
import { withValueAt } from "../fixtures/at-path.ts";
import {
  BATCH_CHANGE,
  FULL_LEGACY_NOTEBOOK,
  FULL_NOTEBOOK,
  FULL_SERVER,
  SUPERNODE,
} from "../fixtures/modelarts-requests.ts";
import { createSpyClient, jsonAnswer } from "../fixtures/spy-transport.ts";

interface Case {
  readonly name: OperationName;
  readonly cloud: Cloud;
  readonly body: unknown;
}

const VALID: readonly Case[] = [
  { name: "CreateDevServer", cloud: "huaweicloud", body: FULL_SERVER },
  { name: "CreateDevServer", cloud: "huaweicloud", body: SUPERNODE },
  { name: "BatchDevServersAction", cloud: "huaweicloud", body: BATCH_CHANGE },
  { name: "CreateLegacyNotebook", cloud: "huaweicloud", body: FULL_LEGACY_NOTEBOOK },
  { name: "CreateLegacyNotebook", cloud: "otc", body: FULL_LEGACY_NOTEBOOK },
  { name: "CreateNotebook", cloud: "huaweicloud", body: FULL_NOTEBOOK },
  { name: "CreateNotebook", cloud: "otc", body: FULL_NOTEBOOK },
];

/** Paths of all values in a document that are no objects, and of all objects. */
function pathsOf(value: unknown, prefix: readonly string[] = []): { leaves: string[]; objects: string[] } {
  if (typeof value !== "object" || value === null) return { leaves: [prefix.join(".")], objects: [] };
  const inner = Object.entries(value).map(([key, item]) => pathsOf(item, [...prefix, key]));
  return {
    leaves: inner.flatMap(({ leaves }) => leaves),
    objects: [
      ...(Array.isArray(value) || prefix.length === 0 ? [] : [prefix.join(".")]),
      ...inner.flatMap(({ objects }) => objects),
    ],
  };
}

async function send({ name, cloud, body }: Case) {
  const { client, sent } = createSpyClient(() => jsonAnswer(200, { data: [] }), { cloud });
  const input = { body } as Parameters<typeof client.call>[1];
  const error: unknown = await client.call(name, input).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, sent };
}

const anyCase = fc.constantFrom(...VALID);
/** No field of any request takes one of these: each is of a type that no field has, or out of every range. */
const neverValid = fc.constantFrom<unknown>(
  null,
  -7,
  1.5,
  Number.NaN,
  [[]],
  [null],
  "",
  "\u0000",
  "x".repeat(600),
);
/** Fields without any rule but "text", where the long or the odd text is allowed. */
const FREE_TEXT =
  /^(profile_id|flavor|spec\.annotations|pool|workspace|ai_project|description|extend_param\.user_data|userdata)/;

describe("a request that breaks a rule", () => {
  it("is sent when it breaks none, so that the properties below mean something", async () => {
    for (const valid of VALID) {
      const { error, sent } = await send(valid);
      expect(error).toBeUndefined();
      expect(sent).toHaveLength(1);
    }
  });

  it("is never sent: a wrong value anywhere", async () => {
    const broken = anyCase.chain((valid) =>
      fc.record({
        valid: fc.constant(valid),
        path: fc.constantFrom(...pathsOf(valid.body).leaves.filter((path) => !FREE_TEXT.test(path))),
        value: neverValid,
      }),
    );
    await fc.assert(
      fc.asyncProperty(broken, async ({ valid, path, value }) => {
        const { error, sent } = await send({ ...valid, body: withValueAt(valid.body, path, value) });
        expect(sent, `${valid.name} ${path} = ${String(value)}`).toHaveLength(0);
        expect(isAutomationError(error) && error.code).toBe("invalid-request");
      }),
      { numRuns: 300 },
    );
  });

  it("is never sent: an unknown field anywhere", async () => {
    const broken = anyCase.chain((valid) =>
      fc.record({
        valid: fc.constant(valid),
        path: fc.constantFrom(
          "",
          ...pathsOf(valid.body).objects.filter((path) => !path.endsWith("annotations")),
        ),
        key: fc.constantFrom("colour", "Name", "toString", "adminPass", "zz-1"),
        value: fc.anything(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(broken, async ({ valid, path, key, value }) => {
        const field = path === "" ? key : `${path}.${key}`;
        const { error, sent } = await send({
          ...valid,
          body: withValueAt(valid.body, field, value === undefined ? 1 : value),
        });
        expect(sent).toHaveLength(0);
        const named = field.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
        expect(isAutomationError(error) && error.details.field).toBe(named);
      }),
      { numRuns: 200 },
    );
  });

  it("is never sent: anything at all that is not an object with the mandatory fields", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.anything(), async (valid, body) => {
        const { error, sent } = await send({ ...valid, body });
        expect(sent).toHaveLength(0);
        expect(isAutomationError(error) && error.code).toBe("invalid-request");
      }),
      { numRuns: 200 },
    );
  });

  it("is never sent: a number outside its range", async () => {
    const ranges = [
      ["CreateDevServer", FULL_SERVER, "root_volume.size", 100, 1024],
      ["CreateDevServer", FULL_SERVER, "data_volume.size", 100, 32_768],
      ["CreateDevServer", FULL_SERVER, "data_volume.count", 1, 8],
      ["CreateDevServer", FULL_SERVER, "count", 1, 10],
      ["CreateDevServer", FULL_SERVER, "charging_info.period_num", 1, 11],
      ["CreateLegacyNotebook", FULL_LEGACY_NOTEBOOK, "spec.auto_stop.duration", 3600, 86_400],
      ["CreateNotebook", FULL_NOTEBOOK, "volume.capacity", 5, 4096],
    ] as const;
    const drawn = fc.tuple(fc.constantFrom(...ranges), fc.integer({ min: -1_000_000, max: 1_000_000 }));
    await fc.assert(
      fc.asyncProperty(drawn, async ([[name, body, path, min, max], value]) => {
        const { sent } = await send({
          name,
          cloud: "huaweicloud",
          body: withValueAt(body, path, value),
        });
        expect(sent).toHaveLength(value >= min && value <= max ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });
});
