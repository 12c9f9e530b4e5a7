import { parseCommand } from "../core/chat/parse-command.ts";
import type { Command, NoCommand } from "../core/chat/parsed-command.ts";
import { say } from "../core/chat/say.ts";
import type { ChatWord } from "../domain/chat.ts";
import type { AutomationEvent } from "../domain/event.ts";
import { identityText } from "../domain/identity.ts";
import { answerQuestion } from "./chat/answer-question.ts";
import { decideByPolicy } from "./chat/decide-by-policy.ts";
import { listedOnce } from "./chat/listed-once.ts";
import { type Outcome, orderCreation, orderMachine } from "./chat/order.ts";
import { switchPause } from "./chat/switch-pause.ts";
import { takeBack } from "./chat/take-back.ts";
import {
  type Answer,
  answered,
  beginTalk,
  type ChatEvent,
  type ChatOptions,
  type Talk,
} from "./chat/talk.ts";
import { tellHelp } from "./chat/tell-help.ts";
import { tellMachine } from "./chat/tell-machine.ts";
import { tellStatus } from "./chat/tell-status.ts";
import { tellWhy } from "./chat/tell-why.ts";
import type { Decision } from "./decide-run.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Whether somebody said it in a chat. */
export function isChat(event: AutomationEvent): event is ChatEvent {
  return event.type === "chat.message";
}

/** A button says its command; what stands beside it is somebody else's text. */
function saidIn({ data }: ChatEvent): string {
  return data.action === null ? data.text : (data.action.value ?? "");
}

/** Words that are answered by whoever may say them at all, and about no machine that rules could speak of. */
const ASKED_FIRST: readonly ChatWord[] = ["status", "why", "help", "pause", "resume"];

function refusedWord({ ports, event, command, texts, nowMs }: Talk): Answer | undefined {
  const { word } = command;
  if (!ASKED_FIRST.includes(word)) return undefined;
  const may = ports.rulebook.access.ofWord(event, word, { nowMs });
  if (may.ok) return undefined;
  return {
    reason: "not-permitted",
    title: texts.notPermitted({ word: texts.verb(word) }),
    lines: [may.text],
    text: may.text,
  };
}

async function outcomeOf(talk: Talk): Promise<Outcome> {
  const { word, names, options } = talk.command;
  const [name] = names;
  switch (word) {
    case "help":
      return tellHelp(talk);
    case "status":
      return name === undefined ? tellStatus(talk) : tellMachine(name, talk);
    case "why":
      return tellWhy(name ?? "", talk);
    case "pause":
    case "resume":
      return switchPause(word === "pause", talk);
    case "undo":
      return takeBack(options.run ?? "", talk);
    case "create":
      return orderCreation(talk);
    default:
      return orderMachine(talk, name ?? "");
  }
}

const ANSWERS: readonly ChatWord[] = ["approve", "deny", "confirm"];

async function decideCommand(talk: Talk): Promise<Decision> {
  const { command, identity, options, nowMs } = talk;
  const { language, word } = command;
  const moment = { run: options.run, lastSeq: options.lastSeq, nowMs };
  const as = { language, word, by: identityText(identity) };
  const refused = refusedWord(talk);
  if (refused) return answered(refused, as, moment);
  if (ANSWERS.includes(word)) {
    const { answer, wakes } = await answerQuestion(talk);
    return { ...answered(answer, as, moment), ...(wakes !== undefined && { wakes }) };
  }
  const outcome = await outcomeOf(talk);
  return "entries" in outcome ? outcome : answered(outcome, as, moment);
}

/** What was not understood is said with what is wrong with it; nothing is guessed. */
function notUnderstood(no: NoCommand, event: ChatEvent, ports: ShellPorts, options: ChatOptions): Decision {
  const { language, word = null } = no;
  const by = identityText(ports.rulebook.access.identity(event));
  const answer: Answer = {
    reason: "not-understood",
    title: say(language).notUnderstood(no),
    text: `not understood: ${no.problem}`,
  };
  const { run, lastSeq } = options;
  return answered(answer, { language, word, by }, { run, lastSeq, nowMs: ports.clock.now() });
}

/**
 * Decides what somebody said in a chat: reads it strictly, asks who may say that, and answers, steers, or makes an order
 * of it that goes the way of all others. A text that is no command does nothing,
 * unless a policy waits for just these words.
 */
export async function decideChat(
  event: ChatEvent,
  ports: ShellPorts,
  options: ChatOptions,
): Promise<Decision> {
  const parsed: Command | NoCommand = parseCommand(saidIn(event));
  if (!parsed.ok) {
    // Commands come first: no policy can take a command's words for something else.
    const byPolicy =
      parsed.problem === "no-command" ? await decideByPolicy(event, ports, options) : undefined;
    return byPolicy ?? notUnderstood(parsed, event, ports, options);
  }
  return decideCommand(beginTalk(event, listedOnce(ports), options, parsed));
}
