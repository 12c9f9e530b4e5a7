import type { AutomationEvent } from "../../domain/event.ts";
import type { SourceConfig } from "../../domain/policy.ts";

/** A record of ServiceNow, whose number is for people alone: its API knows tables and ids. */
function recordOf({ sys_id: id, table }: Readonly<Record<string, unknown>>): string | null {
  if (typeof id !== "string" || id === "") return null;
  return typeof table === "string" && table !== "" ? `${table}/${id}` : id;
}

/**
 * What the ticketing system's API calls the ticket that an event is about: `OPS-42` of Jira, `sc_task/SYS_ID` or a
 * `SYS_ID` alone of ServiceNow, `owner/repo#7` of GitHub, `group/project#7` of GitLab. `null` where no comment can be
 * written. The text is a sender's word: whoever puts it into an address checks its form.
 */
export function ticketRef(event: AutomationEvent, { scheme }: Pick<SourceConfig, "scheme">): string | null {
  if (event.type !== "ticket.updated") return null;
  switch (scheme) {
    case "jira-cloud":
    case "github":
    case "gitlab":
      return event.data.key;
    case "servicenow":
      return recordOf(event.data);
    default:
      return null;
  }
}
