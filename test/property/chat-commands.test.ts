import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../lib/core/chat/parse-command.ts";
import { WORDS } from "../../lib/core/chat/words.ts";
import { writeCommand } from "../../lib/core/chat/write-command.ts";
import { LANGUAGES } from "../../lib/domain/chat.ts";
import { openReply, sealReply } from "../../lib/signing/seal.ts";
import { ANY_CHARACTER } from "../fixtures/any-character.ts";

const anything = fc.string({ unit: ANY_CHARACTER, maxLength: 60 });
const FIRST = [...LANGUAGES.flatMap((language) => Object.values(WORDS[language])), "reinstall"];
const PIECES = [
  ...FIRST,
  ...["nb-1", "2h", "2小时", "because", "因为", "for", "until", "key", "r1a2", "9f8e7d6c", "notebook", "a=1"],
  ...['"', "'", "`", " ", "\u200b", "\u202e", "yes", "ok", "好", "<@U1>", "<http://a|b>", "　", "，"],
];
const sentence = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), anything), { maxLength: 8 })
  .chain((pieces) => fc.constantFrom(pieces.join(" "), pieces.join("")));

/** The first word of a text, told here without the code under test. */
function firstWord(text: string): string {
  return text
    .replace(/\u200b|\u200c|\u200d|\u2060|\ufeff|\ufe0e|\ufe0f/g, "")
    .normalize("NFKC")
    .replace(/^[\s`]*(?:(?:<@[^>]*>|<at>[^<]*<\/at>|@[^\s<>"'`]+)\s+)*[\s`]*(?:\/?curfew\s+)?/i, "")
    .split(/[\s`]/)[0]
    ?.toLowerCase() as string;
}

describe("a text in a chat", () => {
  it("never throws, and is a command only where its first word is one", () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const parsed = parseCommand(text);
        if (parsed.ok) expect(FIRST).toContain(firstWord(text));
      }),
      { numRuns: 800 },
    );
  });

  it("never confirms, approves or denies without the run that is meant", () => {
    fc.assert(
      fc.property(sentence, (text) => {
        const parsed = parseCommand(text);
        if (!parsed.ok || !["approve", "confirm", "deny"].includes(parsed.word)) return;
        const { run = "", code = "" } = parsed.options;
        expect(run).not.toBe("");
        expect(text.normalize("NFKC")).toContain(run);
        if (parsed.word !== "deny") expect(code).toMatch(/^[0-9a-f]{8,64}$/);
      }),
      { numRuns: 200 },
    );
  });
});

const name = fc
  .string({ unit: fc.constantFrom(..."abZ09-_./:@+ äß训练?!()'"), minLength: 1, maxLength: 20 })
  // Blanks in a row are one blank in a chat.
  .filter((text) => text.trim() === text && !text.includes("  "));
const words = fc.oneof(
  fc.record({ word: fc.constantFrom("stop", "start", "why", "release"), names: fc.tuple(name) }),
  fc.record({
    word: fc.constantFrom("hold", "extend"),
    names: fc.tuple(name),
    options: fc.oneof(
      fc.record({ for: fc.constantFrom("2h", "30m", "2d") }),
      fc.record({ until: fc.constant("2026-03-01T18:00:00.000Z"), why: fc.constant("it's on") }),
    ),
  }),
  fc.record({
    word: fc.constantFrom("approve", "confirm"),
    options: fc.record({ run: fc.constantFrom("r1", "r1a2b3"), code: fc.constantFrom("9f8e7d6c") }),
  }),
  fc.record({ word: fc.constant("deny"), options: fc.constant({ run: "r1", why: "太贵" }) }),
  fc.record({
    word: fc.constant("rebuild"),
    names: fc.tuple(name),
    options: fc.constant({ keyPair: "ops" }),
  }),
  fc.record({ word: fc.constant("undo"), options: fc.constant({ run: "r1" }) }),
);

it("a button says what it was written for, in either language", () => {
  fc.assert(
    fc.property(words, fc.constantFrom(...LANGUAGES), (said, language) => {
      const {
        word,
        names = [],
        options = {},
      } = said as {
        word: "stop";
        names?: string[];
        options?: Record<string, string>;
      };
      const text = writeCommand({ word, names, options, language });
      expect(parseCommand(text)).toEqual({ ok: true, word, names, options, language });
    }),
    { numRuns: 200 },
  );
});

describe("a sealed reply address", () => {
  const handle = fc.record({
    platform: fc.constantFrom("slack", "discord", "webhook"),
    expiresMs: fc.option(fc.nat()),
    parts: fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), anything, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  });

  it("opens as it was sealed, and not once any bit of it is another", () => {
    const secrets = [{ kind: "hmac", value: "a-fake-secret" }];
    fc.assert(
      fc.property(handle, fc.nat(), fc.nat({ max: 5 }), (given, place, bit) => {
        fc.pre(!Object.hasOwn(given.parts, "__proto__"));
        const sealed = sealReply(given, "a-fake-secret");
        // What is no text of its own cannot be kept: a half of a character is none.
        expect(openReply(sealed, secrets)).toEqual(JSON.parse(JSON.stringify(given)));
        const at = place % sealed.length;
        const other = String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit));
        expect(openReply(sealed.slice(0, at) + other + sealed.slice(at + 1), secrets)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
