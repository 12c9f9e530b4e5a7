import { nextPause } from "../../core/next-pause.ts";
import type { Pause } from "../../domain/pause.ts";
import type { PauseSwitch } from "../../ports/store.ts";
import { type Answer, button, type Talk } from "./talk.ts";

/** A switch that cannot be read has to be settable all the same: that is the way out of a damaged one. */
async function present(store: PauseSwitch): Promise<Pause | undefined> {
  try {
    return await store.readPause();
  } catch {
    return undefined;
  }
}

/** Somebody may have said something else while this run lay there. */
function isOld(before: Pause | undefined, askedMs: number): boolean {
  return before?.at != null && Date.parse(before.at) > askedMs;
}

function pausedAnswer(pause: Pause, talk: Talk): Answer {
  const { texts, time, nowMs } = talk;
  const at = time(pause.at === null ? nowMs : Date.parse(pause.at));
  return {
    reason: "answered",
    title: texts.paused({ by: pause.by ?? "?", at, why: pause.why ?? "-" }),
    buttons: [button(talk, texts.button.resume, { word: "resume" })],
  };
}

/**
 * `pause` and `resume`: the switch that stops every process of this store before its next call. Done again after the run
 * broke off it sets the same, and never takes back what somebody said later.
 */
export async function switchPause(paused: boolean, talk: Talk): Promise<Answer> {
  const { ports, options, identity, command, texts } = talk;
  const before = await present(ports.store);
  if (isOld(before, options.askedMs)) {
    return before?.paused ? pausedAnswer(before, talk) : { reason: "superseded", title: texts.resumed() };
  }
  const why = command.options.why ?? null;
  const { pause, changed } = nextPause(before, { paused, why, by: identity.person, atMs: options.askedMs });
  if (changed && options.keeps) await ports.store.writePause(pause);
  if (paused) return pausedAnswer(pause, talk);
  return { reason: "answered", title: changed ? texts.resumed() : texts.notPaused() };
}
