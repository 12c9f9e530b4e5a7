import { expect, it } from "vitest";
import { COMMANDS } from "../../../lib/cli/command-list.ts";
import { say } from "../../../lib/core/chat/say.ts";
import { CHAT_WORDS } from "../../../lib/domain/chat.ts";
import { summaryOf } from "../../../lib/domain/word-summaries.ts";

it.each(CHAT_WORDS)("the chat and the command line say the same of %s", (word) => {
  expect(say("en").help(word)).toContain(summaryOf(word));
  const command = COMMANDS.find(({ name, alias }) => name === word || alias === word);
  if (command) expect(command.summary).toContain(summaryOf(word));
});
