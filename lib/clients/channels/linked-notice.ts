import type { Notice } from "../../domain/notice.ts";

/** An address that somebody may follow instead of pressing a button. Whoever holds it may do what it says. */
export interface NoticeLink {
  readonly label: string;
  readonly url: string;
}

/** A link of Markdown; neither our labels, escaped, nor our addresses hold a bracket. */
export function markdownLink({ label, url }: NoticeLink): string {
  return `[${label}](${url})`;
}

/** A notice on its way to a channel without buttons. Links are made at the edge and written nowhere. */
export interface LinkedNotice extends Notice {
  readonly links?: readonly NoticeLink[];
}
