import type { Delivered, OutgoingMessage } from "../../ports/messenger.ts";
import type { MessengerSource } from "./messenger-parts.ts";
import { refusal } from "./outcome.ts";
import { type Post, type PostOptions, postMessage } from "./post-message.ts";
import { commentText, fencedText, jiraDocument, workNotes } from "./render-comment.ts";

type Comment = NonNullable<MessengerSource["comment"]>;

/** How a platform takes a comment. */
interface Ticketing {
  readonly title: string;
  /** What the platform calls a ticket; nothing else gets into the address. */
  readonly ticket: RegExp;
  /** Path below the configured address, from the groups of `ticket`. */
  readonly path: (groups: readonly string[]) => string;
  readonly method?: Post["method"];
  readonly headers: (comment: Comment) => Readonly<Record<string, string>>;
  readonly body: (text: string) => object;
}

/** A user and a token are a user and a password; a token alone stands for itself. */
function authorization({ user, token }: Comment): Readonly<Record<string, string>> {
  const basic = user === null ? null : Buffer.from(`${user}:${token}`, "utf8").toString("base64");
  return { Authorization: basic === null ? `Bearer ${token}` : `Basic ${basic}` };
}

const json = { Accept: "application/json" };

const TICKETING: Readonly<Record<string, Ticketing>> = {
  "jira-cloud": {
    title: "Jira",
    ticket: /^([A-Za-z][A-Za-z0-9_]{0,63}-\d{1,12}|\d{1,20})$/,
    path: ([key = ""]) => `/rest/api/3/issue/${key}/comment`,
    headers: (comment) => ({ ...json, ...authorization(comment) }),
    body: (text) => ({ body: jiraDocument(text) }),
  },
  servicenow: {
    title: "ServiceNow",
    // Without a table: every ticket is a task.
    ticket: /^(?:([a-z][a-z0-9_]{0,79})\/)?([0-9a-f]{32})$/,
    path: ([table = "", id = ""]) =>
      `/api/now/table/${table === "" ? "task" : table}/${id}?sysparm_fields=sys_id`,
    method: "PATCH",
    headers: (comment) => ({ ...json, ...authorization(comment) }),
    body: (text) => ({ work_notes: workNotes(text) }),
  },
  github: {
    title: "GitHub",
    ticket: /^([A-Za-z0-9-]{1,64})\/(?!\.{1,2}#)([\w.-]{1,100})#(\d{1,12})$/,
    path: ([owner = "", repo = "", number = ""]) => `/repos/${owner}/${repo}/issues/${number}/comments`,
    headers: ({ token }) => ({
      ...{ Accept: "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28" },
      Authorization: `Bearer ${token}`,
    }),
    body: (text) => ({ body: fencedText(text) }),
  },
  gitlab: {
    title: "GitLab",
    // A part that is only dots is no name: it leads to another address.
    ticket: /^((?!\.{1,2}[/#])[\w.-]{1,255}(?:\/(?!\.{1,2}[/#])[\w.-]{1,255}){0,20})#(\d{1,12})$/,
    path: ([project = "", number = ""]) =>
      `/api/v4/projects/${encodeURIComponent(project)}/issues/${number}/notes`,
    headers: ({ token }) => ({ ...json, "PRIVATE-TOKEN": token }),
    body: (text) => ({ body: fencedText(text) }),
  },
};

/** Schemes whose tickets can be commented on. */
export const COMMENT_SCHEMES: readonly string[] = Object.keys(TICKETING);

/** Writes a comment on a ticket. The configured address is trusted: it stands in the file. Never rejects. */
export async function sendComment(
  ticket: string,
  message: OutgoingMessage,
  { source, options }: { readonly source: MessengerSource; readonly options: PostOptions },
): Promise<Delivered> {
  const { scheme, comment, name } = source;
  const ticketing = Object.hasOwn(TICKETING, scheme) ? TICKETING[scheme] : undefined;
  if (ticketing === undefined) return refusal(`no comment was written: tickets of ${scheme} take none`);
  if (comment === null)
    return refusal(`no comment was written: source ${name} has no address or token for it here`);
  const found = ticketing.ticket.exec(ticket);
  const where = `the ticket in ${ticketing.title}`;
  if (found === null) return refusal(`${where} was not written to: its name is none of a ticket`);
  const groups = found.slice(1).map((group) => group ?? "");
  return postMessage(
    {
      where,
      url: comment.url.replace(/\/+$/, "") + ticketing.path(groups),
      ...(ticketing.method === undefined ? {} : { method: ticketing.method }),
      headers: ticketing.headers(comment),
      body: JSON.stringify(ticketing.body(commentText(message))),
    },
    options,
  );
}
