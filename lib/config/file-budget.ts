import * as z from "zod";
import { BUDGET_PERIODS } from "../domain/budget.ts";

/** One budget as written. */
export const BudgetFile = z.strictObject({
  amount: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,4})? [A-Z]{3}$/, "a sum with its currency, such as 20000 EUR")
    .meta({ description: "The sum, with its currency.", examples: ["20000 EUR"] }),
  per: z
    .enum(BUDGET_PERIODS)
    .default("month")
    .meta({ description: "For how long it is meant. Default: month.", examples: ["month"] }),
  scope: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({
      description: "Which machines are paid from it (CEL over the machine). Default: all.",
      examples: ['team == "vision"'],
    }),
  zone: z
    .string()
    .min(1)
    .max(64)
    .default("UTC")
    .meta({ description: "Time zone in which a period begins. Default: UTC.", examples: ["Europe/Berlin"] }),
  levels: z
    .array(z.string().regex(/^\d{1,4}(\.\d{1,4})?%$/, "a share such as 80%"))
    .max(20)
    .default([])
    .meta({
      description: "Shares at which an alert is given besides those that policies wait for.",
      examples: [["50%", "80%", "100%"]],
    }),
});
export type BudgetFile = z.output<typeof BudgetFile>;
