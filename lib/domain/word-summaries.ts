import type { ChatWord } from "./chat.ts";
import { LOCAL_VERBS, type LocalVerb, VERBS, type VerbName } from "./verbs.ts";

/** The beginning of a line in a list: no capital, no full stop. */
function inList(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
}

/** Words that are no verbs of the table: those that only ask, steer or answer. */
const OTHERS = {
  status: "what is open, paused, held and unknown",
  why: "one machine now: every signal, what each policy makes of it, and what would change that",
  help: "the commands, or one of them",
  create: "order a machine",
  approve: "agree to a plan that waits for it",
  deny: "refuse a plan that waits for people to agree, which ends it",
  confirm: "say that your own order is meant",
  undo: "bring back what a run stopped, as far as nobody has touched it since",
  pause: "stop everything before the next call",
  resume: "take the pause back",
} as const satisfies Partial<Record<ChatWord, string>>;

type Word = ChatWord | VerbName | LocalVerb;

/** What a word does, in one line: `curfew help` and the help of a chat say the same of it. */
export function summaryOf(word: Word): string {
  if (word in OTHERS) return OTHERS[word as keyof typeof OTHERS];
  if (word === "rebuild") return inList(VERBS["reinstall-os"].summary);
  return inList({ ...VERBS, ...LOCAL_VERBS }[word as VerbName | LocalVerb].summary);
}
