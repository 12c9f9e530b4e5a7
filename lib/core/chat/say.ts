import type { Language } from "../../domain/chat.ts";
import type { Texts } from "./texts.ts";
import { EN } from "./texts-en.ts";
import { ZH } from "./texts-zh.ts";

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, zh: ZH };

/** The sentences of a language. */
export function say(language: Language): Texts {
  return TEXTS[language];
}
