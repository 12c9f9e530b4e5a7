import { describe, expect, it } from "vitest";
import { monthOption } from "../../../../lib/cli/report/month-option.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

describe("--month", () => {
  it("is the month of now until now, unless another one is named", () => {
    expect(monthOption(true, NOW)).toEqual({ name: "2026-11", fromMs: Date.UTC(2026, 10, 1), untilMs: NOW });
    expect(monthOption(undefined, NOW).name).toBe("2026-11");
    expect(monthOption("2026-02", NOW).untilMs).toBe(Date.UTC(2026, 2, 1));
  });

  it.each(["2026-13", "2026", "november", "2026-1", "2026-12"])("cannot be %s", (given) => {
    expect(() => monthOption(given, NOW)).toThrow(/--month/);
  });
});
