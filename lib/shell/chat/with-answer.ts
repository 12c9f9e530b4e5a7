import type { Deed } from "../../core/chat/texts.ts";
import { Hold } from "../../domain/hold.ts";
import type { NewEntry } from "../../domain/status.ts";
import { isLocalVerb, verbNamed } from "../../domain/verbs.ts";
import type { Decision } from "../decide-run.ts";
import { type Answer, noticeOf, type Talk } from "./talk.ts";

function nameIn(entry: NewEntry, { machine }: Deed): string {
  const { name } = entry.details;
  return typeof name === "string" ? name : machine;
}

/** The end of an exception by the clock of whoever asked. */
function exceptionTitle(entry: NewEntry, deed: Deed, { texts, time }: Talk): string | undefined {
  const held = Hold.safeParse(entry.details["hold"]).data;
  const wanted = verbNamed(deed.verb);
  if (!held || !isLocalVerb(wanted)) return undefined;
  const machine = nameIn(entry, deed);
  if (wanted === "release") return texts.released({ machine });
  const until = time(Date.parse(held.until));
  return wanted === "hold" ? texts.held({ machine, until }) : texts.extended({ machine, until });
}

function skippedTitle({ reason, text, ...entry }: NewEntry, deed: Deed, { texts }: Talk): string {
  const machine = nameIn({ reason, text, ...entry }, deed);
  if (reason === "not-permitted") return texts.notPermitted({ word: texts.verb(deed.verb), machine });
  return texts.skipped({ verb: deed.verb, machine, why: texts.reason(reason, text) });
}

function answerOf(entry: NewEntry, deed: Deed, talk: Talk): Answer {
  const { texts, command } = talk;
  const { phase, reason, text } = entry;
  // What is to be said instead stands in the log's own words alone.
  const needsText = reason === "invalid-parameters" && command.language !== "en";
  const lines = reason === "not-permitted" || needsText ? [text] : [];
  if (phase === "succeeded") {
    return { reason: "answered", title: exceptionTitle(entry, deed, talk) ?? texts.done(deed) };
  }
  if (phase === "planned") return { reason, title: texts.observed(deed) };
  return { reason, title: skippedTitle(entry, deed, talk), lines };
}

const TOLD: readonly NewEntry["phase"][] = ["succeeded", "planned", "skipped", "ignored"];

/** Said once per run, so that whoever tells what became of it uses the same language. */
function inLanguage(entry: NewEntry, { command: { language } }: Talk): NewEntry {
  return entry.phase === "decided" ? { ...entry, details: { ...entry.details, language } } : entry;
}

function waiting(decision: Decision, deed: Deed, talk: Talk): Decision {
  const { texts, command, options } = talk;
  const { wait } = decision;
  if (!wait) return decision;
  const why = texts.reason(wait.reason, wait.text);
  const answer = { reason: wait.reason, title: texts.deferred({ ...deed, why }), lines: [wait.text] };
  const notice = noticeOf(command.language, options.run, answer);
  return { ...decision, wait: { ...wait, details: { answer: notice, language: command.language } } };
}

/**
 * Adds the answer to what was decided: why nothing is done, what an exception comes to, or that it has to wait. What goes
 * to the cloud is answered when it has come out.
 */
export function withAnswer(decision: Decision, deed: Deed, talk: Talk): Decision {
  const { entries, wait } = decision;
  const { command, options } = talk;
  const sends = entries.some(({ step }) => step !== null);
  const at = sends
    ? -1
    : entries.findIndex(({ phase, reason }) => TOLD.includes(phase) && reason !== "no-policy");
  const answers = (entry: NewEntry): NewEntry => {
    const answer = noticeOf(command.language, options.run, answerOf(entry, deed, talk));
    return { ...entry, details: { ...entry.details, answer } };
  };
  const told = entries.map((entry, index) => inLanguage(index === at ? answers(entry) : entry, talk));
  const complete = { ...decision, entries: told };
  return wait ? waiting(complete, deed, talk) : complete;
}
