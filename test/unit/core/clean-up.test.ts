import { expect, it } from "vitest";
import { cleanUpStep } from "../../../lib/core/clean-up.ts";
import { Step } from "../../../lib/domain/step.ts";
import { digest } from "../../../lib/signing/hash-chain.ts";
import { server } from "../../fixtures/resources.ts";
import { step } from "./entries.ts";

const ORDER = step({
  id: "order-1",
  verb: "create-dev-server",
  resource: "prod/dev-server/+train",
  kind: "dev-server",
  name: "train-0123abcd",
  parameters: { name: "train-0123abcd", count: 2 },
  repeat: "once-only",
});
const FAILED = server({ id: "ds-9", name: "train-0123abcd-2", status: "CREATE_FAILED", standing: "failed" });

it("deletes one machine once, and only while it is failed", () => {
  const made = cleanUpStep(ORDER, FAILED, digest);
  expect(made).toEqual({
    id: made.id,
    wave: 1,
    verb: "delete",
    policy: "nights",
    resource: "prod/dev-server/ds-9",
    target: "prod",
    kind: "dev-server",
    name: "train-0123abcd-2",
    owner: "anna",
    parameters: {},
    after: [],
    repeat: "once-only",
    onlyWhile: "failed",
  });
  expect(Step.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
});

it("is named by the order, so that another version of the program plans the same deletion", () => {
  const texts: string[] = [];
  cleanUpStep(ORDER, FAILED, (text) => `${texts.push(text)}${"0".repeat(63)}`);
  expect(texts).toEqual(["delete\nprod/dev-server/ds-9\norder-1\nclean-up"]);
});

it("is the same step for the same order and machine, and another one for any other", () => {
  const idOf = (order: Step, id: string) =>
    cleanUpStep(order, server({ id, status: "CREATE_FAILED", standing: "failed" }), digest).id;
  expect(idOf(ORDER, "ds-9")).toBe(idOf(ORDER, "ds-9"));
  const others = [idOf(ORDER, "ds-8"), idOf({ ...ORDER, id: "order-2" }, "ds-9"), ORDER.id];
  expect(new Set([...others, idOf(ORDER, "ds-9")]).size).toBe(4);
});
