import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import * as z from "zod";
import { AutomationError } from "../domain/errors.ts";
import { AutomationEvent, EVENT_BYTES_MAX } from "../domain/event.ts";
import { eventTimeProblem } from "../domain/event-time.ts";
import { withoutPasswords } from "../domain/password-fields.ts";
import type { Terminal } from "./terminal.ts";

/** Reads a file, or standard input for `-`. Throws `usage` for what cannot be read. */
export async function readInput(file: string, terminal: Terminal): Promise<string> {
  if (file === "-") return terminal.stdin();
  const path = resolve(terminal.cwd, file);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AutomationError("usage", `${path}: cannot be read (${(error as Error).message})`, {
      cause: error,
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AutomationError("invalid-event", `${file}: not JSON (${(error as Error).message})`, {
      cause: error,
    });
  }
}

/**
 * What a short form leaves out. The id matters: the same id is the same wish, so it is only made up where none is given.
 * Passwords are taken out, as of what senders send; an order with one is refused by its schema.
 */
function completed(value: unknown, nowMs: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  const isOrder = "type" in value && value.type === "action.request";
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "inbox",
    time: new Date(nowMs).toISOString(),
    trigger: "queue",
    ...(isOrder ? value : withoutPasswords(value)),
  };
}

/** What Curfew writes itself, or hears from a proven sender alone, and what does it. */
const NEVER_A_FILE: Readonly<Partial<Record<AutomationEvent["type"], string>>> = {
  "log.archived": "is written by curfew log --archive alone",
  "policy.mode": "is written by curfew enforce and curfew observe alone",
  "notices.due": "is written by Curfew alone",
  "chat.message": 'is heard from its source alone: curfew send --source NAME --as USER "words"',
};

/** What is right by the schema and still not to be taken in. */
function refuseUnfit(event: AutomationEvent, file: string, nowMs: number): void {
  const problem = eventTimeProblem(event, nowMs);
  if (problem !== undefined) {
    throw new AutomationError("usage", `${file}: ${problem} (got ${event.time})`, {
      details: { field: "time" },
    });
  }
  const why = NEVER_A_FILE[event.type];
  if (why !== undefined) {
    const rule = `${event.type} ${why}`;
    throw new AutomationError("usage", `${file}: type: ${rule}`, { details: { field: "type", rule } });
  }
}

/**
 * Turns the text of a file into an event. Throws `invalid-event` naming the field and the rule, and `usage` for a time
 * that is more than a day ahead.
 */
export function parseEvent(text: string, file: string, nowMs: number): AutomationEvent {
  if (text.length > EVENT_BYTES_MAX) {
    throw new AutomationError("invalid-event", `${file}: longer than ${EVENT_BYTES_MAX} characters`);
  }
  const parsed = AutomationEvent.safeParse(completed(parseJson(text, file), nowMs));
  if (parsed.success) {
    refuseUnfit(parsed.data, file, nowMs);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "event";
  const wayOut =
    field === "type" ? "\n  = the body of a sender goes by its source: curfew send --source NAME FILE" : "";
  throw new AutomationError("invalid-event", `${file}: ${z.prettifyError(parsed.error)}${wayOut}`, {
    details: { field },
  });
}
