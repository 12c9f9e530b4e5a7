import type { Language } from "../../domain/chat.ts";

const HAN = /\p{Script=Han}/u;

/** The language in which a text is answered when no command word tells: Chinese where it holds a Chinese character. */
export function languageOf(text: string): Language {
  return HAN.test(text) ? "zh" : "en";
}

/** The language of what somebody said, or of the button that they pressed. */
export function languageOfMessage({
  text,
  action,
}: {
  readonly text: string;
  readonly action: { readonly value: string | null } | null;
}): Language {
  return languageOf(action?.value ?? text);
}
