import type { AutomationEvent } from "../../domain/event.ts";
import { identityText } from "../../domain/identity.ts";
import { type RequestVerb, verb, verbNamed } from "../../domain/verbs.ts";
import { asksForException, decideException } from "../decide-exception.ts";
import { type Decision, decideRun } from "../decide-run.ts";
import { readPause } from "../read-pause.ts";
import type { Wait } from "../wait-for.ts";
import { askWhich } from "./ask-which.ts";
import { nameMachine } from "./name-machine.ts";
import { type Answer, noticeOf, type Talk } from "./talk.ts";
import { withAnswer } from "./with-answer.ts";

type Asking = Extract<AutomationEvent, { type: "action.request" }>;

/** What was said, as an order like any other: the same id, source and time, and who asked. */
export function orderOf({ event, identity, command }: Talk, data: Partial<Asking["data"]>): Asking {
  const { specversion, id, source, time, trigger, replayof, traceparent } = event;
  const { why } = command.options;
  return {
    ...{ specversion, id, source, time, trigger, type: "action.request" },
    ...(replayof !== undefined && { replayof }),
    ...(traceparent !== undefined && { traceparent }),
    data: {
      ...{ verb: "", parameters: {}, by: identityText(identity) },
      ...(why !== undefined && { why }),
      ...data,
    },
  };
}

/** Judges an order, and carries an exception out. */
export async function decideOrder(talk: Talk, order: Asking): Promise<Decision> {
  const { ports, options } = talk;
  const { lastSeq, bounds, keeps } = options;
  if (asksForException(order)) return decideException(order, ports, { ...options, byChat: true });
  return decideRun(order, ports, { lastSeq, bounds, observes: keeps, byChat: true });
}

/** Nothing is sent while Curfew is paused: the order waits, and whoever gave it is told so at once. */
export async function waitsForPause(talk: Talk, what: string): Promise<Decision | undefined> {
  const { ports, texts, options, command, time } = talk;
  const pause = await readPause(ports.store);
  if (!pause.paused || !options.keeps) return undefined;
  const lines =
    pause.by === null || pause.at === null
      ? [texts.pausedNow()]
      : [texts.paused({ by: pause.by, at: time(Date.parse(pause.at)), why: pause.why ?? "-" })];
  const answer: Answer = { reason: "paused", title: what, lines };
  const wait: Wait = {
    ...{ reason: "paused", text: `${what} (Curfew is paused)`, forMs: Number.POSITIVE_INFINITY },
    details: { answer: noticeOf(command.language, options.run, answer), language: command.language },
  };
  const nothing = { entries: [], seen: new Map(), observed: 0, failed: false };
  return { ...nothing, wait };
}

/** Why an order has a reason where the verb needs one and nobody gave it. */
const SAID = "asked for in a chat";

function endOf({ command: { options } }: Talk): Readonly<Record<string, unknown>> {
  const { for: span, until, keyPair } = options;
  return {
    ...(span !== undefined && { for: span }),
    ...(until !== undefined && { until }),
    ...(keyPair !== undefined && { keyPair }),
  };
}

/** An answer, or a decision that carries one. */
export type Outcome = Answer | Decision;

/** `stop`, `start`, `extend`, `hold`, `release`, `rebuild`: one verb on one machine. */
export async function orderMachine(talk: Talk, name: string): Promise<Outcome> {
  const { command, ports, event, texts, nowMs } = talk;
  const wanted = verbNamed(command.word) as RequestVerb;
  const may = ports.rulebook.access.everOn(event, wanted, nowMs);
  if (!may.ok) {
    const title = texts.notPermitted({ word: texts.verb(wanted), machine: name });
    return { reason: "not-permitted", title, lines: [may.text], text: may.text };
  }
  const found = await nameMachine(talk, name, verb(wanted).resources);
  const which = askWhich(name, found, talk);
  if (which) return which;
  const { named } = found;
  const resource = named.kind === "one" ? named.resource.ref : name;
  const machine = named.kind === "one" ? named.resource.name : name;
  const isLocal = verb(wanted).repeat === "local";
  const deed = { verb: wanted, machine };
  const title = texts.deferred({ ...deed, why: texts.reason("paused", "") });
  const paused = isLocal ? undefined : await waitsForPause(talk, title);
  if (paused) return paused;
  const why = isLocal && command.options.why === undefined ? { why: SAID } : {};
  const order = orderOf(talk, { verb: wanted, resource, parameters: endOf(talk), ...why });
  return withAnswer(await decideOrder(talk, order), deed, talk);
}

const CREATES = { notebook: "create-notebook", "dev-server": "create-dev-server" } as const;

/** `create KIND …`: what is written beside it, under what a policy of that verb fixes. */
export async function orderCreation(talk: Talk): Promise<Outcome> {
  const { command, ports, event, texts, nowMs } = talk;
  const { kind = "notebook", target, parameters = {} } = command.options;
  const wanted = CREATES[kind];
  const machine = typeof parameters["name"] === "string" ? parameters["name"] : kind;
  const may = ports.rulebook.access.everOn(event, wanted, nowMs);
  if (!may.ok) {
    const title = texts.notPermitted({ word: texts.verb(wanted) });
    return { reason: "not-permitted", title, lines: [may.text], text: may.text };
  }
  const deed = { verb: wanted, machine };
  const title = texts.deferred({ ...deed, why: texts.reason("paused", "") });
  const paused = await waitsForPause(talk, title);
  if (paused) return paused;
  const order = orderOf(talk, {
    ...{ verb: wanted, parameters: { ...parameters } },
    ...(target !== undefined && { target }),
  });
  return withAnswer(await decideOrder(talk, order), deed, talk);
}
