import { describe, expect, it } from "vitest";
import { fine } from "../../../../lib/cli/doctor/finding.ts";
import { runChecks } from "../../../../lib/cli/doctor/run-checks.ts";

const good = { subject: "good", run: async () => [fine("good", "is well")] };

describe("runChecks", () => {
  it("goes on when one check breaks off, and tells it", async () => {
    const broken = { subject: "broken", run: () => Promise.reject(new Error("disk on fire")) };
    expect(await runChecks([broken, good])).toEqual([
      expect.objectContaining({
        subject: "broken",
        level: "problem",
        text: "the check broke off: disk on fire",
      }),
      fine("good", "is well"),
    ]);
  });

  it("goes on when one check hangs, and tells it", async () => {
    const hanging = { subject: "hanging", run: () => new Promise<never>(() => undefined) };
    const [first, second] = await runChecks([hanging, good], { timeoutMs: 5 });
    expect(first).toMatchObject({ subject: "hanging", level: "problem", text: "no answer within 5 ms" });
    expect(second?.level).toBe("ok");
  });

  it("runs checks side by side and keeps their order", async () => {
    const order: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = {
      subject: "first",
      run: async () => {
        await gate;
        order.push("first");
        return [fine("first", "")];
      },
    };
    const second = {
      subject: "second",
      run: async () => {
        order.push("second");
        open();
        return [fine("second", "")];
      },
    };
    const found = await runChecks([first, second], { timeoutMs: 5_000 });
    expect(order).toEqual(["second", "first"]);
    expect(found.map(({ subject }) => subject)).toEqual(["first", "second"]);
  });
});
