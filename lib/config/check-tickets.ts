import { COMMENT_SCHEMES } from "../clients/channels/send-comment.ts";
import { schemeOf } from "./check-sources.ts";
import { checkValue } from "./check-with.ts";
import type { Finding } from "./diagnostic.ts";
import type { SourceFile } from "./file-target.ts";
import type { Named, Sections } from "./sections.ts";

/** Senders whose deliveries become tickets by themselves, or in our own form. */
const TICKET_SCHEMES: readonly string[] = [
  ...COMMENT_SCHEMES,
  ...["standard-webhooks", "zammad", "glpi", "jwt"],
];

type Source = Named<SourceFile>;

function checkPeople({ name, file }: Source): readonly Finding[] {
  const people = ["requester", "approver"] as const;
  return people.flatMap((key) => {
    const source = file[key];
    return source === undefined ? [] : checkValue(source, ["sources", name, key]);
  });
}

function checkComment({ name, file }: Source, scheme: string): readonly Finding[] {
  if (file.comment === undefined) return [];
  const path = ["sources", name, "comment"];
  if (!COMMENT_SCHEMES.includes(scheme)) {
    const message = `no comment can be written on what ${scheme} sends`;
    const hint = `comments go to ${COMMENT_SCHEMES.join(", ")}; others are told at the callback_url of their event`;
    return [{ path, part: "key", message, hint }];
  }
  const { url } = file.comment;
  const isWeb = URL.canParse(url) && ["https:", "http:"].includes(new URL(url).protocol);
  // The ticket's own path is written behind it, where a query or a fragment would swallow it.
  const isPlain = isWeb && !/[?#]/.test(url);
  if (isPlain && new URL(url).username === "" && new URL(url).password === "") return [];
  const hint = "write it without user, password and query, such as https://example.atlassian.net";
  return [{ path: [...path, "url"], message: "url must be an address with https", hint }];
}

/** A policy that waits for tickets of a sender that never sends one. */
function checkTicketPolicies(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  return sections.policies.flatMap(({ name, file: { on } }): readonly Finding[] => {
    const source = sections.sources.find((one) => one.name === on.ticket);
    const scheme = source && schemeOf(source, schemes);
    if (scheme === undefined || TICKET_SCHEMES.includes(scheme)) return [];
    const path = ["policies", name, "on", "ticket"];
    const message = `${scheme} sends no tickets, so this never happens`;
    return [
      {
        path,
        severity: "warning",
        message,
        hint: `what it sends is a webhook: on: { webhook: ${on.ticket} }`,
      },
    ];
  });
}

/** What sources say of the people in their tickets, and where their results go. */
export function checkTickets(sections: Sections, schemes: readonly string[]): readonly Finding[] {
  const sources = sections.sources.flatMap((source) => [
    ...checkPeople(source),
    ...checkComment(source, schemeOf(source, schemes) ?? source.name),
  ]);
  return [...sources, ...checkTicketPolicies(sections, schemes)];
}
