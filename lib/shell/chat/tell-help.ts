import { CHAT_WORDS } from "../../domain/chat.ts";
import { type Answer, button, type Talk } from "./talk.ts";

/** `help`: every command in a line, or one of them with an example. */
export function tellHelp(talk: Talk): Answer {
  const { texts, command } = talk;
  const { topic } = command.options;
  if (topic !== undefined) {
    return { reason: "answered", title: texts.help(topic), lines: [texts.helpExample(topic)] };
  }
  return {
    reason: "answered",
    title: texts.helpTitle(),
    lines: CHAT_WORDS.map((word) => texts.help(word)),
    buttons: [button(talk, texts.button.status, { word: "status" })],
  };
}
