import { isAutomationError } from "../../domain/errors.ts";
import { identityText } from "../../domain/identity.ts";
import type { Reason } from "../../domain/reasons.ts";
import { answerPlan, type PlanAnswered, type YesWord } from "../answer-plan.ts";
import type { Answer, Talk } from "./talk.ts";

function settledTitle({ run, settlement }: PlanAnswered, { texts, identity, command }: Talk): string {
  const by = identity.person;
  switch (settlement.state) {
    case "denied":
      return texts.denied({ run, by: settlement.by, why: settlement.why ?? undefined });
    case "agreed":
      return command.word === "confirm" ? texts.confirmed({ run }) : texts.approved({ run, by, left: 0 });
    case "open": {
      const left = settlement.missing.reduce((sum, { lacking }) => sum + lacking, 0);
      return texts.approved({ run, by, left });
    }
  }
}

const REFUSED: Readonly<Record<string, Reason>> = { usage: "not-understood", forbidden: "not-permitted" };

/** An answer, and the run that can go on with it. */
export interface Answering {
  readonly answer: Answer;
  readonly wakes?: string;
}

/** `approve`, `confirm` and `deny`: a yes or a no to exactly one plan, by its code, never by a free word. */
export async function answerQuestion(talk: Talk): Promise<Answering> {
  const { ports, event, identity, command, texts, options, nowMs } = talk;
  const { word } = command;
  const { run = "", code, why } = command.options;
  const may = ports.rulebook.access.ofWord(event, word, { nowMs });
  if (!may.ok) {
    const title = texts.notPermitted({ word, machine: run });
    return { answer: { reason: "not-permitted", title, lines: [may.text], text: may.text } };
  }
  if (!options.keeps) return { answer: { reason: "answered", title: `${word} ${run}` } };
  try {
    const mayAs = (as: YesWord) => ports.rulebook.access.ofWord(event, as, { nowMs });
    const answered = await answerPlan(ports, { run, code, yes: word !== "deny", identity, why, mayAs });
    const title = settledTitle(answered, talk);
    const text = `${identityText(identity)}: ${word} ${answered.run}`;
    const answer: Answer = { reason: "answered", title, text, facts: { run: answered.run } };
    return { answer, ...(answered.settlement.state !== "open" && { wakes: answered.run }) };
  } catch (error) {
    const reason = isAutomationError(error) ? REFUSED[error.code] : undefined;
    if (!isAutomationError(error) || reason === undefined) throw error;
    const title =
      reason === "not-permitted" ? texts.notPermitted({ word, machine: run }) : texts.notAsked({ run });
    return { answer: { reason, title, lines: [error.message], text: error.message } };
  }
}
