import type { Language } from "../../domain/chat.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { StatusEntry, StatusPhase } from "../../domain/status.ts";
import { languageOfMessage } from "../chat/language-of.ts";
import { say } from "../chat/say.ts";
import type { Texts } from "../chat/texts.ts";
import { replyAddresses } from "./addresses.ts";
import { fitNotice } from "./fit-notice.ts";
import { hasAnswer, isUnderWay } from "./is-news.ts";
import { machineOf, plannedSteps } from "./machines.ts";
import { type ResultKind, replyWords } from "./reply-words.ts";
import type { RunNews, TellingConfig, TellingContext, Told } from "./told.ts";

const LINES_MAX = 20;
/** Machines of which programs are told. */
const FACTS_MAX = 50;

const RESULT_OF: Readonly<Partial<Record<Reason, ResultKind>>> = {
  done: "done",
  "some-failed": "failed",
  observed: "observed",
  parked: "parked",
};

/** Answers that the run has put into words itself. */
function writtenAnswers({ news }: RunNews): readonly Notice[] {
  return news.filter(hasAnswer).flatMap(({ details, run }) => fitNotice(details["answer"], run));
}

function languageOf({ event, entries }: RunNews): Language {
  const told = entries.find(({ details }) => details["language"] === "en" || details["language"] === "zh");
  if (told) return told.details["language"] === "zh" ? "zh" : "en";
  return event?.type === "chat.message" ? languageOfMessage(event.data) : "en";
}

/** What was last said of one machine. */
interface Outcome {
  readonly machine: string;
  readonly verb: string;
  readonly entry: StatusEntry;
}

const ENDS: readonly StatusPhase[] = ["succeeded", "failed", "rejected", "skipped", "unknown"];

/** What became of each machine, by the last that was said of its step or of the wish for it. */
function outcomesOf({ entries }: RunNews, config: TellingConfig): readonly Outcome[] {
  const steps = plannedSteps(entries);
  const last = new Map<string, Outcome>();
  for (const entry of entries) {
    if (!ENDS.includes(entry.phase) || entry.resource === null || entry.action === null) continue;
    const planned = steps.get(entry.step ?? "");
    const isDone = entry.phase === "succeeded";
    if (isDone && planned && !planned.isLast) continue;
    const verb = (isDone ? planned?.verb : undefined) ?? entry.action;
    const { name } = machineOf(entry, config, planned);
    last.set(entry.step ?? `${entry.policy}\n${entry.resource}`, { machine: name, verb, entry });
  }
  return [...last.values()];
}

function lineOf({ machine, verb, entry }: Outcome, texts: Texts): string {
  const { phase, reason, text, run } = entry;
  const deed = { verb, machine };
  const because = { ...deed, why: texts.reason(reason, text) };
  if (phase === "unknown") return texts.unknown({ ...deed, run });
  if (phase === "skipped") return texts.skipped(because);
  if (phase !== "succeeded") return texts.failed(because);
  // What is granted without a step, such as a hold, says itself until when.
  return entry.step === null ? `${machine}: ${texts.reason(reason, text)}` : texts.done(deed);
}

/** What else the run says of why nothing was done. */
function reasonsOf(entries: readonly StatusEntry[]): readonly string[] {
  const ignored = entries.filter(({ phase }) => phase === "ignored").map(({ text }) => text);
  const refused = entries.filter(({ phase, resource }) => phase === "skipped" && resource === null);
  return [...new Set([...ignored, ...refused.map(({ text }) => text)])];
}

function subjectOf({ event }: RunNews): string {
  if (event?.type === "chat.message") return (event.data.action?.value ?? event.data.text).slice(0, 200);
  return event?.type === "ticket.updated" ? event.data.key.slice(0, 200) : "";
}

const KIND_OF: Readonly<Record<ResultKind, Notice["kind"]>> = {
  ...{ done: "done", failed: "failed", nothing: "skipped", observed: "skipped", parked: "failed" },
};

/** How a run came out, in the language of whoever asked. */
function resultOf(run: RunNews, finished: StatusEntry, config: TellingConfig): Notice {
  const language = languageOf(run);
  const [texts, words] = [say(language), replyWords(language)];
  const outcomes = outcomesOf(run, config);
  const kind = RESULT_OF[finished.reason] ?? "nothing";
  const lines =
    outcomes.length > 0 ? outcomes.map((outcome) => lineOf(outcome, texts)) : reasonsOf(run.entries);
  const rest = lines.length - LINES_MAX;
  const shown = lines.slice(0, LINES_MAX);
  const told = outcomes
    .slice(0, FACTS_MAX)
    .map(({ machine, verb, entry: { resource, phase, reason, text } }) => ({
      ...{ machine, verb, resource, phase, reason, text },
    }));
  return {
    ...{ kind: KIND_OF[kind], language, buttons: [], run: run.run },
    title: words.about(words.result[kind], subjectOf(run)).slice(0, 300),
    lines: rest > 0 ? [...shown, texts.more(rest)] : shown,
    facts: { result: finished.reason, counts: finished.details["counts"] ?? {}, outcomes: told },
  };
}

/** A run that was answered and did nothing else has said everything; one that acted also says what came of it. */
function ownResult(run: RunNews, config: TellingConfig): readonly Notice[] {
  const finished = run.news.find(({ phase }) => phase === "finished");
  if (!finished) return [];
  const acted = run.entries.some(({ step }) => step !== null);
  // What was only put off has not been answered for good.
  const isAnswered = run.entries.some((entry) => hasAnswer(entry) && entry.phase !== "deferred");
  if (isAnswered && !acted) return [];
  return [resultOf(run, finished, config)];
}

/** That an order is under way, said once in a run that has not ended yet; its result follows. */
function ownProgress(run: RunNews, config: TellingConfig): readonly Notice[] {
  const first = run.entries.find(isUnderWay);
  const isNew = first !== undefined && run.news.some(({ seq }) => seq === first.seq);
  if (!isNew || run.entries.some(({ phase }) => phase === "finished")) return [];
  const language = languageOf(run);
  const words = replyWords(language);
  const steps = plannedSteps(run.entries);
  const machines = run.entries
    .filter(isUnderWay)
    .map((entry) => machineOf(entry, config, steps.get(entry.step ?? "")));
  const names = [...new Set(machines.map(({ name }) => name))];
  const line = names.slice(0, LINES_MAX).join(", ");
  return [
    {
      ...{ kind: "answer", language, buttons: [], run: run.run, facts: { underWay: true } },
      title: words.about(words.underWay, subjectOf(run)).slice(0, 300),
      lines: [`${line}${names.length > LINES_MAX ? " …" : ""}`, words.resultFollows],
    },
  ];
}

/** Everything that is said to whoever said, wrote or sent something, of what is new in a run. */
export function answersOf(run: RunNews, config: TellingConfig): readonly Notice[] {
  return [...writtenAnswers(run), ...ownProgress(run, config), ...ownResult(run, config)];
}

/** What goes back to whoever said, wrote or sent something: the answer, or how it came out. */
export function answerNotices(run: RunNews, { config }: TellingContext): readonly Told[] {
  const to = replyAddresses(run.event, config);
  if (to.length === 0) return [];
  return answersOf(run, config).map((notice) => ({ notice, to, urgent: true }));
}
