import type { UndoOrders } from "../../core/undo-orders.ts";
import { undoOrders } from "../../core/undo-orders.ts";
import { isAutomationError } from "../../domain/errors.ts";
import type { StoredRun } from "../../ports/status-log.ts";
import type { Decision } from "../decide-run.ts";
import { findRun } from "../find-run.ts";
import { decideOrder, type Outcome, orderOf, waitsForPause } from "./order.ts";
import type { Talk } from "./talk.ts";
import { withAnswer } from "./with-answer.ts";

/** A run can be taken back by chat for so long; the command line goes further back. */
const WITHIN_MS = 86_400_000;

async function runMeant({ ports: { store } }: Talk, text: string): Promise<StoredRun | undefined> {
  try {
    return await store.read(await findRun(store, text));
  } catch (error) {
    if (isAutomationError(error) && error.code === "usage") return undefined;
    throw error;
  }
}

/** The orders that take a run back, or why it cannot be. */
function ordersFor(kept: StoredRun, { nowMs }: Talk): UndoOrders | string {
  try {
    const found = undoOrders(kept.run, kept, { nowMs, withinMs: WITHIN_MS });
    return found.orders.length > 0 ? found : (found.left[0] ?? "it did nothing that can be taken back");
  } catch (error) {
    if (isAutomationError(error) && error.code === "usage") return error.message;
    throw error;
  }
}

/** Several orders of one run as one decision: what they plan, under one number. At most one of them takes anything away. */
function merged(decisions: readonly Decision[], undoes: string): Decision {
  const [first] = decisions as readonly [Decision, ...Decision[]];
  const plans = decisions.flatMap(({ plan }) => plan ?? []);
  const counts = plans.flatMap((plan) => plan.counts);
  const decided = first.entries.filter(({ phase }) => phase === "decided");
  const others = decisions.flatMap(({ entries }) => entries.filter(({ phase }) => phase !== "decided"));
  return {
    ...first,
    entries: [
      ...others,
      ...decided.map((entry) => ({ ...entry, details: { ...entry.details, counts, undoes } })),
    ],
    seen: new Map(decisions.flatMap(({ seen }) => [...seen])),
    observed: decisions.reduce((sum, { observed }) => sum + observed, 0),
    failed: decisions.some(({ failed }) => failed),
    wait: decisions.find(({ wait }) => wait !== null)?.wait ?? null,
    plan: {
      steps: plans.flatMap((plan) => plan.steps),
      acted: plans.flatMap((plan) => plan.acted),
      observed: plans.flatMap((plan) => plan.observed),
      skipped: plans.flatMap((plan) => plan.skipped),
      counts,
    },
  };
}

/** `undo RUN`: brings back what a run stopped, as far as nobody has touched it since. One's own, or by rule. */
export async function takeBack(text: string, talk: Talk): Promise<Outcome> {
  const { ports, event, identity, texts, nowMs } = talk;
  const { access } = ports.rulebook;
  const kept = await runMeant(talk, text);
  if (!kept) return { reason: "not-found", title: texts.runNotFound({ run: text }) };
  const { run } = kept;
  const isOwnRun = identity.person !== "" && access.identity(kept.event).person === identity.person;
  const may = access.ofWord(event, "undo", { nowMs, isOwnRun });
  if (!may.ok) {
    const title = texts.notPermitted({ word: texts.button.undo, machine: run });
    return { reason: "not-permitted", title, lines: [may.text], text: may.text };
  }
  const found = ordersFor(kept, talk);
  if (typeof found === "string")
    return { reason: "not-supported", title: texts.cannotUndo({ run, why: found }) };
  const deed = { verb: "undo", machine: run };
  const title = texts.deferred({ ...deed, why: texts.reason("paused", "") });
  const paused = await waitsForPause(talk, title);
  if (paused) return paused;
  const decisions: Decision[] = [];
  for (const order of found.orders) decisions.push(await decideOrder(talk, orderOf(talk, order)));
  return withAnswer(merged(decisions, run), deed, talk);
}
