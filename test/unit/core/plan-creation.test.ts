import { describe, expect, it } from "vitest";
import { planCreation } from "../../../lib/core/plan-creation.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { VerbName } from "../../../lib/domain/verbs.ts";
import { FULL_LEGACY_NOTEBOOK, FULL_NOTEBOOK, FULL_SERVER } from "../../fixtures/modelarts-requests.ts";
import { intent, policy, request, rulebook, target, ticket } from "../../fixtures/policies.ts";

const { admin_pass: _, ...server } = FULL_SERVER;
const LAB = target({ name: "lab", cloud: "otc", region: "eu-de" });

interface Order {
  readonly verb?: VerbName;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly target?: string;
  readonly id?: string;
  readonly by?: string;
}

function eventOf({ verb = "create-notebook", parameters = FULL_NOTEBOOK, id = "order-1", ...rest }: Order) {
  return request({ verb, parameters: { ...parameters }, ...rest }, { id });
}

function plan(order: Order = {}, overrides: Partial<Config> = {}, event: AutomationEvent = eventOf(order)) {
  const rules = rulebook(overrides);
  return planCreation(intent(event, rules), rules);
}

function refusal(order: Order, overrides: Partial<Config> = {}) {
  const { steps, skipped } = plan(order, overrides);
  expect(steps).toEqual([]);
  expect(skipped[0]).toMatchObject({ act: false, resource: null });
  return { reason: skipped[0]?.reason, text: skipped[0]?.text ?? "" };
}

describe("planCreation", () => {
  it.each([
    ["create-notebook", FULL_NOTEBOOK, "notebook"],
    ["create-legacy-notebook", FULL_LEGACY_NOTEBOOK, "legacy-notebook"],
    ["create-dev-server", { ...server, password: "env:SERVER_PASSWORD" }, "dev-server"],
  ] as const)("plans %s as one once-only step", (verb, parameters, kind) => {
    const { steps, acted, observed, skipped, counts } = plan({ verb, parameters, by: "anna" });
    expect([observed, skipped]).toEqual([[], []]);
    expect(steps).toMatchObject([
      {
        verb,
        kind,
        wave: 0,
        target: "prod",
        resource: `prod/${kind}/+${parameters.name}`,
        owner: "anna",
        after: [],
        repeat: "once-only",
      },
    ]);
    expect(acted).toMatchObject([{ act: true, reason: "requested", ref: steps[0]?.resource, evidence: [] }]);
    expect(counts).toEqual([{ policy: "(direct)", act: 1, observe: 0, skip: 0, notMeant: 0, reasons: {} }]);
  });

  it("marks the name with the step, so that it can be found again", () => {
    const [step] = plan().steps;
    expect(step?.name).toBe(`notebooks_test-${step?.id.slice(0, 8)}`);
    expect(step?.parameters).toEqual({ ...FULL_NOTEBOOK, name: step?.name });
  });

  it("keeps a marked name within 64 characters", () => {
    const [step] = plan({ parameters: { ...FULL_NOTEBOOK, name: "n".repeat(64) } }).steps;
    expect(step?.name).toHaveLength(64);
    expect(step?.name.endsWith(`-${step?.id.slice(0, 8)}`)).toBe(true);
  });

  it("leaves room for the numbers of several", () => {
    const parameters = { ...server, key_pair_name: "ops", name: "n".repeat(64), count: 3 };
    const [step] = plan({ verb: "create-dev-server", parameters }).steps;
    expect(step?.name).toHaveLength(59);
    expect(step?.parameters).toMatchObject({ name: step?.name, count: 3 });
  });

  it("orders as many as the document allows, and not one more", () => {
    const parameters = { ...server, key_pair_name: "ops" };
    const orderOf = (count: number) =>
      ({ verb: "create-dev-server", parameters: { ...parameters, count } }) as const;
    expect(plan(orderOf(10)).steps).toHaveLength(1);
    expect(refusal(orderOf(11))).toMatchObject({
      reason: "invalid-parameters",
      text: expect.stringMatching(/count: 1 to 10/),
    });
  });

  it("names a machine for which the order has no name", () => {
    const { name: _name, ...nameless } = FULL_NOTEBOOK;
    const [step] = plan({ parameters: nameless }).steps;
    expect(step?.name).toMatch(/^curfew-[0-9a-f]{8}$/);
    expect(step?.resource).toBe("prod/notebook/+");
  });

  it("has the same step for the same order, and another one for the next", () => {
    expect(plan().steps).toEqual(plan().steps);
    expect(plan({ id: "order-2" }).steps[0]?.id).not.toBe(plan().steps[0]?.id);
  });

  it("names field, rule and document of what the API would refuse", () => {
    const { reason, text } = refusal({ parameters: { ...FULL_NOTEBOOK, name: "has spaces" } });
    expect(reason).toBe("invalid-parameters");
    expect(text).toMatch(/name: .*64.*\(.*CreateNotebook|name: /);
    expect(text).toMatch(/API Reference/i);
  });

  it("wants a reference in place of a password, and never repeats the password", () => {
    for (const name of ["password", "admin_pass"]) {
      const { reason, text } = refusal({
        verb: "create-dev-server",
        parameters: { ...server, [name]: "Not-For-Logs-1" },
      });
      expect(reason).toBe("invalid-parameters");
      expect(text).toMatch(/^password: a reference such as env:SERVER_PASSWORD/);
      expect(text).not.toContain("Not-For-Logs-1");
    }
  });

  it.each(["Secret-env:SERVER_PASSWORD", "env:SERVER_PASSWORD-1", "env:lower"])(
    "does not take a password that only looks like a reference for one: %s",
    (password) => {
      const { text } = refusal({ verb: "create-dev-server", parameters: { ...server, password } });
      expect(text).toMatch(/^password: a reference/);
      expect(text).not.toContain(password);
    },
  );

  it("takes a text for a reference, and nothing that only reads like one", () => {
    // As a list it would be checked with the stand-in and then left out of the call.
    const parameters = { ...server, password: ["env:SERVER_PASSWORD"] };
    const { text } = refusal({ verb: "create-dev-server", parameters });
    expect(text).toMatch(/^password: a reference/);
  });

  it("keeps the reference, not the stand-in with which the request was checked", () => {
    const parameters = { ...server, password: "env:SERVER_PASSWORD" };
    const [step] = plan({ verb: "create-dev-server", parameters }).steps;
    expect(step?.parameters).toEqual({ ...parameters, name: step?.name });
  });

  it("needs to be told the target when there are several", () => {
    const two = { targets: [target(), LAB] };
    expect(refusal({}, two)).toEqual({
      reason: "invalid-parameters",
      text: "target: one of prod, lab (got none)",
    });
    expect(refusal({ target: "elsewhere" }, two).text).toBe("target: one of prod, lab (got elsewhere)");
    expect(plan({ target: "lab" }, two).steps[0]?.target).toBe("lab");
  });

  it("does not take the only target for another one that was named", () => {
    expect(refusal({ target: "elsewhere" }).reason).toBe("invalid-parameters");
  });

  it("names a refused order by the place that was asked for, as far as one was", () => {
    const refs = [{}, { target: "elsewhere" }, { target: "lab", parameters: { name: 1 } }].map(
      (order) => plan(order, { targets: [target(), LAB] }).skipped[0]?.ref,
    );
    expect(refs).toEqual([
      "?/notebook/+notebooks_test",
      "elsewhere/notebook/+notebooks_test",
      "lab/notebook/+1",
    ]);
  });

  it("orders nothing that the cloud does not offer", () => {
    expect(refusal({ verb: "create-dev-server", parameters: server }, { targets: [LAB] })).toEqual({
      reason: "not-supported",
      text: "otc offers no dev-server",
    });
  });

  it("orders nothing that the wall does not let through", () => {
    const { reason, text } = refusal({}, { allow: ["stop"] });
    expect(reason).toBe("not-allowed");
    expect(text).toContain("add create-notebook to allow:");
  });

  it("cannot create by a verb that creates nothing", () => {
    const rules = rulebook();
    const { skipped } = planCreation(intent(request({ verb: "stop" }), rules), rules);
    expect(skipped).toMatchObject([{ reason: "not-supported", text: "nothing can be created by stop" }]);
  });

  it("only observes for a policy that only observes", () => {
    const made = plan(
      {},
      {
        policies: [
          policy({
            name: "orders",
            on: { kind: "ticket", source: "jira", when: null },
            action: { verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } },
            mode: "observe",
          }),
        ],
      },
      // Whoever may write a ticket may not say by it whose machine it is.
      ticket({ by: "anna" }),
    );
    expect(made).toMatchObject({ steps: [], acted: [], observed: [{ act: true, owner: null }] });
    expect(made.counts).toMatchObject([{ policy: "orders", act: 0, observe: 1, skip: 0 }]);
  });

  it("counts a refusal", () => {
    expect(plan({}, { allow: [] }).counts).toMatchObject([{ skip: 1, reasons: { "not-allowed": 1 } }]);
  });

  it("does not take a broken promise for a broken rule", () => {
    const volume = {
      get category() {
        throw new TypeError("a bug");
      },
    };
    const rules = rulebook();
    const order = { ...intent(eventOf({}), rules), parameters: { ...FULL_NOTEBOOK, volume } };
    expect(() => planCreation(order, rules)).toThrow(TypeError);
  });

  it("makes what the verb makes, also for a policy that names other kinds", () => {
    const rules = rulebook();
    const order = { ...intent(eventOf({}), rules), kinds: [] };
    expect(planCreation(order, rules).steps).toMatchObject([{ kind: "notebook" }]);
  });
});
