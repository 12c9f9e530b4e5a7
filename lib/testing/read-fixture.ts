import { issueFindings } from "../config/issue-findings.ts";
import { AutomationError } from "../domain/errors.ts";
import { fixtureKeys, PlanFixture, type PlanFixtureInput } from "./plan-fixture.ts";

/** `machines[0].status`, the way people write it in a test. */
function placeOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

/** An error of a fixture, with the field, the rule and the way out. */
export function fixtureError(
  path: readonly (string | number)[],
  message: string,
  hint: string | null = null,
): AutomationError {
  const field = placeOf(["fixture", ...path]);
  const text = hint === null ? message : `${message}; ${hint}`;
  return new AutomationError("usage", `${field}: ${text}`, { details: { field, rule: message } });
}

function refuseDoubles({ machines }: PlanFixture): void {
  const seen = new Set<string>();
  for (const [index, { name }] of machines.entries()) {
    if (seen.has(name)) {
      throw fixtureError(
        ["machines", index, "name"],
        `there is another machine ${name}`,
        "give each a name of its own",
      );
    }
    seen.add(name);
  }
}

/** Checks a fixture and fills in its defaults. Throws `usage` with everything that is wrong. */
export function readFixture(input: PlanFixtureInput): PlanFixture {
  const parsed = PlanFixture.safeParse(input);
  if (!parsed.success) {
    const findings = issueFindings(parsed.error.issues, input, fixtureKeys);
    const errors = findings.map(({ path, message, hint }) => fixtureError(path, message, hint ?? null));
    throw errors.length === 1 && errors[0]
      ? errors[0]
      : new AutomationError("usage", errors.map((error) => error.message).join("\n"));
  }
  refuseDoubles(parsed.data);
  return parsed.data;
}
