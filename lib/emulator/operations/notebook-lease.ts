import { answer, effectOf, type Handler } from "../call.ts";
import type { Lease, Notebook } from "../machine.ts";
import { putMachine } from "../roster.ts";
import { notAllowedNow } from "./change-machine.ts";
import { leaseView } from "./notebook-view.ts";
import { withNotebook } from "./with-notebook.ts";

/** Length of a notebook lease when nobody says otherwise, milliseconds. */
export const LEASE_MS = 3_600_000;

/**
 * The lease after a creation, a start or a renewal. The duration counts from the creation of the notebook, so that
 * its end is `create_at + duration`, which is now plus what was asked for; two vendor samples agree to the millisecond.
 */
export function leaseFor(
  notebook: Pick<Notebook, "createdAt">,
  wish: { readonly requested: number; readonly type: Lease["type"] },
  now: number,
): Lease {
  const { requested, type } = wish;
  if (requested === -1) return { enable: false, type, duration: -1, requested, updatedAt: now };
  return { enable: true, type, duration: now - notebook.createdAt + requested, requested, updatedAt: now };
}

/** The type in the spelling of answers; requests come in either case. */
export function leaseType(word: string | undefined): Lease["type"] {
  return word?.toUpperCase() === "IDLE" ? "IDLE" : "TIMING";
}

/** `GET /notebooks/{id}/lease`. */
export const showLease: Handler<"ShowLease"> = (state, call) =>
  withNotebook(state, call, "read", (notebook) =>
    answer(state, leaseView(notebook.createdAt, notebook.lease, true)),
  );

/**
 * `PATCH /notebooks/{id}/lease`. A duration in the query wins over the body and makes the lease a timed one. The
 * answer shows the duration that was asked for, as the sample does; a following GET shows the counted one.
 */
export const renewLease: Handler<"RenewLease"> = (state, call) =>
  withNotebook(state, call, "write", (notebook) => {
    if (notebook.status !== "RUNNING") return notAllowedNow(notebook.name);
    const byQuery = call.query?.duration;
    const previous = notebook.lease.requested === -1 ? LEASE_MS : notebook.lease.requested;
    const type = byQuery === undefined ? leaseType(call.body.type ?? notebook.lease.type) : "TIMING";
    const requested = byQuery ?? call.body.duration ?? previous;
    const renewed: Notebook = { ...notebook, lease: leaseFor(notebook, { requested, type }, call.now) };
    const shown = state.quirks.renewAnswersRequest
      ? { ...renewed.lease, duration: requested }
      : renewed.lease;
    return {
      ...answer(putMachine(state, renewed), leaseView(notebook.createdAt, shown, true)),
      effects: [effectOf(notebook, renewed)],
    };
  });
