import type { Language } from "../../domain/chat.ts";

/** How a run came out, for whoever asked for it. */
export type ResultKind = "done" | "failed" | "nothing" | "observed" | "parked";

/** What only answers say, beside the sentences of `lib/core/chat`. */
export interface ReplyWords {
  readonly result: Readonly<Record<ResultKind, string>>;
  readonly underWay: string;
  readonly resultFollows: string;
  waitsFor(from: string): string;
  askedBy(who: string): string;
  /** A heading and what it is about. */
  about(heading: string, what: string): string;
}

const WORDS: Readonly<Record<Language, ReplyWords>> = {
  en: {
    result: {
      ...{ done: "Done", failed: "Not everything worked", nothing: "Nothing was done" },
      ...{ observed: "Only observed, nothing was sent", parked: "Given up" },
    },
    underWay: "Under way",
    resultFollows: "The result follows as soon as the machine shows it.",
    waitsFor: (from) => `It waits until ${from} have agreed.`,
    askedBy: (who) => `Asked for by ${who}`,
    about: (heading, what) => (what === "" ? heading : `${heading}: ${what}`),
  },
  zh: {
    result: {
      ...{ done: "已完成", failed: "未全部成功", nothing: "未执行任何操作" },
      ...{ observed: "仅观察，未发送任何操作", parked: "已放弃" },
    },
    underWay: "正在执行",
    resultFollows: "机器状态确认后会告知结果。",
    waitsFor: (from) => `正在等待 ${from} 批准。`,
    askedBy: (who) => `请求者：${who}`,
    about: (heading, what) => (what === "" ? heading : `${heading}：${what}`),
  },
};

/** The words of a language. */
export function replyWords(language: Language): ReplyWords {
  return WORDS[language];
}
