import { escapeHtml } from "../../domain/escape-html.ts";
import { fitText } from "./fit-text.ts";
import type { LinkedNotice } from "./linked-notice.ts";
import { type Form, passagesOf } from "./passages.ts";
import { plainMessage } from "./plain-message.ts";

const FORM: Form = { sizeMax: 100_000, titleMax: 300, passagesMax: 50 };
/** Longer subjects are cut by programs in their own ways. */
const SUBJECT_MAX = 200;

function page(notices: readonly LinkedNotice[]): string {
  const { passages, more } = passagesOf(notices, { ...FORM, written: escapeHtml });
  const language = notices[0]?.language ?? "en";
  const parts = passages.map(({ title, text, links }) => {
    const ways = links.map(({ label, url }) => `<a href="${escapeHtml(url)}">${label}</a>`);
    const lines = [...text.split("\n").filter((line) => line !== ""), ...ways];
    return `<h3>${title}</h3>${lines.length === 0 ? "" : `<p>${lines.join("<br>")}</p>`}`;
  });
  const rest = more === null ? "" : `<p>${more}</p>`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head><body>${parts.join("")}${rest}</body></html>`;
}

/** Notices as an e-mail. No line of the subject can become a header: there is only one line. */
export function renderMail(notices: readonly LinkedNotice[]): {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
} {
  const { subject, text } = plainMessage(notices, FORM);
  const others = notices.length > 1 ? ` (+${notices.length - 1})` : "";
  return { subject: fitText(subject, { max: SUBJECT_MAX }) + others, text: `${text}\n`, html: page(notices) };
}
