import type { Language } from "../../domain/chat.ts";

/** What is said at once, before anybody knows what will come of it. A file of its own: receivers need no other sentences. */
export interface AcknowledgementTexts {
  /** An answer follows. */
  taken(): string;
  /** No answer can follow; `status` and the log tell of it. */
  takenAs(run: string): string;
  /** The same delivery, or the same button, came before. */
  again(): string;
  paused(by: string, why: string): string;
}

const EN: AcknowledgementTexts = {
  taken: () => "Heard. The answer follows.",
  takenAs: (run) => `Heard, as run ${run}. No answer can follow here: ask again with status or why.`,
  again: () => "This was heard before; nothing is done twice.",
  paused: (by, why) =>
    `Curfew is paused by ${by} (${why}): nothing is sent to the cloud until it is resumed.`,
};

const ZH: AcknowledgementTexts = {
  taken: () => "收到，结果随后发送。",
  takenAs: (run) => `收到，运行 ${run}。这里无法再发送结果，请稍后用“状态”或“为什么”查询。`,
  again: () => "之前已收到，不会重复执行。",
  paused: (by, why) => `Curfew 已被 ${by} 暂停（${why}）：恢复之前不会向云平台发送任何操作。`,
};

const TEXTS: Readonly<Record<Language, AcknowledgementTexts>> = { en: EN, zh: ZH };

/** The sentences of a language. */
export function acknowledge(language: Language): AcknowledgementTexts {
  return TEXTS[language];
}
