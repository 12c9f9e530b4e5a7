import type { ChatWord } from "../../domain/chat.ts";
import type { Resource } from "../../domain/resource.ts";
import { type NamedIn, troublesIn } from "./name-machine.ts";
import { type Answer, button, type Talk } from "./talk.ts";

/** Choices that are shown; with more of one name, people look at the list. */
const CHOICES_MAX = 8;

function choiceLine({ ref, standing }: Resource, owner: string | null, { texts }: Talk): string {
  return texts.statusLine({
    machine: ref,
    status: texts.standing(standing),
    owner: owner ?? texts.nobodys(),
  });
}

/** What is said, and buttons that say the same of one machine each, by its full reference. */
function choose(
  title: string,
  reason: Answer["reason"],
  candidates: readonly Resource[],
  talk: Talk,
): Answer {
  const { command, ports, texts } = talk;
  const { word, options } = command;
  const shown = candidates.slice(0, CHOICES_MAX);
  const more = candidates.length - shown.length;
  return {
    ...{ reason, title, facts: { choices: candidates.map(({ ref }) => ref).slice(0, 100) } },
    lines: [
      ...shown.map((one) => choiceLine(one, ports.rulebook.ownerOf(one).owner, talk)),
      ...(more > 0 ? [texts.more(more)] : []),
    ],
    buttons: shown.map(({ ref }) =>
      button(talk, ref, { word: word as Exclude<ChatWord, "create">, names: [ref], options }),
    ),
  };
}

/**
 * The answer where a name does not tell which machine is meant; nothing is done then. `undefined`: it does, or it cannot
 * be told yet. What may happen only once also asks back where another machine of that name may stand on a list that could
 * not be read.
 */
export function askWhich(name: string, { named, inventories }: NamedIn, talk: Talk): Answer | undefined {
  const { texts } = talk;
  if (named.kind === "several") {
    const choices = named.candidates.map(({ ref }) => ref).slice(0, CHOICES_MAX);
    return choose(texts.ambiguous({ name, choices }), "ambiguous", named.candidates, talk);
  }
  if (named.kind === "none") {
    const { nearest } = named;
    const { word, options } = talk.command;
    const again = { word: word as Exclude<ChatWord, "create">, names: [nearest ?? ""], options };
    return {
      ...{ reason: "not-found", title: texts.notFound({ name, suggestion: nearest }) },
      // Whoever is asked whether a guess was meant presses it to look, never to act.
      buttons: nearest !== undefined && word === "status" ? [button(talk, nearest, again)] : [],
    };
  }
  if (named.kind === "one" && !named.isSure && talk.command.word === "rebuild") {
    const title = texts.notSure({ name, lists: troublesIn(inventories) });
    return choose(title, "ambiguous", [named.resource], talk);
  }
  return undefined;
}
