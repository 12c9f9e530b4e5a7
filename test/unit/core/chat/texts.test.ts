import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../../lib/core/chat/parse-command.ts";
import { COMMAND_PROBLEMS } from "../../../../lib/core/chat/parsed-command.ts";
import { say } from "../../../../lib/core/chat/say.ts";
import { BUTTON_LABELS, type Texts } from "../../../../lib/core/chat/texts.ts";
import { acknowledge } from "../../../../lib/core/chat/texts-acknowledgement.ts";
import { CHAT_WORDS, LANGUAGES } from "../../../../lib/domain/chat.ts";
import { REASON_CODES } from "../../../../lib/domain/reasons.ts";
import { VERB_NAMES } from "../../../../lib/domain/verbs.ts";

const HAN = /\p{Script=Han}/u;
const DEED = { verb: "stop", machine: "nb-1" };

/** One of each kind of sentence that has no list to go by. */
const said = (t: Texts): readonly string[] => [
  ...[t.done(DEED), t.planned(DEED), t.observed(DEED), t.unknown({ ...DEED, run: "r1" })],
  ...[t.failed, t.skipped, t.deferred].map((one) => one({ ...DEED, why: t.reason("held", "") })),
  t.ambiguous({ name: "nb-1", choices: ["a/notebook/nb-1", "b/notebook/nb-1"] }),
  t.notPermitted({ word: "stop", machine: "nb-1" }),
  t.notFound({ name: "nb-1", suggestion: "nb-2" }),
  t.warning({ ...DEED, why: "idle", at: "Fri 20:00", in: t.duration(1_800_000) }),
  t.held({ machine: "nb-1", until: "Fri 20:00" }),
  t.approved({ run: "nb-1", by: "anna", left: 1 }),
];

describe.each(LANGUAGES)("the sentences in %s", (language) => {
  const texts = say(language);

  it("name what they are about, in their own writing", () => {
    for (const sentence of said(texts)) {
      expect(sentence).toContain("nb-1");
      expect(HAN.test(sentence)).toBe(language === "zh");
      expect(sentence).not.toMatch(/undefined|null|\[object/);
    }
  });

  it("have a word for every verb, problem, reason, button and command", () => {
    for (const verb of VERB_NAMES) expect(HAN.test(texts.verb(verb))).toBe(language === "zh");
    for (const label of BUTTON_LABELS) expect(HAN.test(texts.button[label])).toBe(language === "zh");
    for (const reason of REASON_CODES) expect(texts.reason(reason, "").length).toBeGreaterThan(1);
    for (const problem of COMMAND_PROBLEMS) {
      const sentence = texts.notUnderstood({ ok: false, language, problem });
      expect(HAN.test(sentence)).toBe(language === "zh");
    }
    for (const word of CHAT_WORDS) expect(HAN.test(texts.help(word))).toBe(language === "zh");
  });

  it("show examples that are commands", () => {
    for (const word of CHAT_WORDS) {
      const example = texts.helpExample(word).replace(/^[^:：]*[:：] ?/, "");
      expect(parseCommand(example)).toMatchObject({ ok: true, word, language });
    }
  });

  it("acknowledge in the same language", () => {
    const { taken, takenAs, again, paused } = acknowledge(language);
    for (const sentence of [taken(), takenAs("r1"), again(), paused("ops", "audit")]) {
      expect(HAN.test(sentence)).toBe(language === "zh");
    }
  });
});

it("numbers and spans are as people say them", () => {
  expect(say("en").duration(7_500_000)).toBe("2h 5m");
  expect(say("zh").duration(7_500_000)).toBe("2小时5分钟");
  expect(say("en").statusTitle({ machines: 1, running: 0 })).toBe("1 machine, 0 running");
});

it("a word that is meant is suggested", () => {
  const no = parseCommand("stpo nb-1");
  expect(no.ok === false && say("en").notUnderstood(no)).toBe(
    "“stpo”: This begins no command. Did you mean “stop”? help lists the commands.",
  );
});
