import * as z from "zod";

/** A time as Jupyter writes it; one that cannot be read makes the whole answer unreadable. */
const Time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((ms) => Number.isFinite(ms), "a time");

/**
 * `GET /api/kernels`. Jupyter Server API (services/kernels): `execution_state` is an open list of words; what is not
 * `idle` or `dead` is at work. A busy kernel without output does not move `last_activity`, so both have to be looked at.
 */
const Kernel = z.looseObject({ execution_state: z.string(), last_activity: Time });

/** What is read of the answers; everything else in them is left unread. */
export const JUPYTER_ANSWERS = {
  /** `GET /api/status`: only a Jupyter server tells when it started. */
  status: z.looseObject({ started: Time }),
  kernels: z.array(Kernel).max(1_000),
  /** `GET /api/sessions`: a session without a kernel is being set up. */
  sessions: z.array(z.looseObject({ kernel: Kernel.nullish() })).max(1_000),
  terminals: z.array(z.looseObject({ name: z.string(), last_activity: Time })).max(1_000),
} as const;

/** One kernel as read. */
export type Kernel = z.output<typeof Kernel>;
