import { requestEvent } from "../../compose/node.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { ActionRequest } from "../../domain/event.ts";
import { type VerbName, verb } from "../../domain/verbs.ts";
import type { Invocation, RunCommand } from "../command.ts";
import { spanOption, textOption } from "../option-values.ts";
import { readInput } from "../read-event.ts";
import { shellUser } from "../shell-user.ts";
import { tellOutcome } from "../tell-outcome.ts";
import { waitTeller } from "../tell-wait.ts";
import type { Terminal } from "../terminal.ts";
import { withHost } from "../with-host.ts";
import { workUntil } from "../work-until.ts";

const WAIT_MS_DEFAULT = 900_000;

/** `hours=2` becomes the number 2, anything that is not JSON stays text. */
function parseParameters(given: unknown): Record<string, unknown> {
  const pairs = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", ...rest] = String(pair).split("=");
      const text = rest.join("=");
      if (name === "" || rest.length === 0) {
        throw new AutomationError("usage", `--set: NAME=VALUE (got ${JSON.stringify(pair)})`);
      }
      try {
        return [name, JSON.parse(text)];
      } catch {
        return [name, text];
      }
    }),
  );
}

async function bodyOf(file: string, terminal: Terminal): Promise<Record<string, unknown>> {
  const text = await readInput(file, terminal);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new AutomationError("usage", `${file}: not JSON (${(error as Error).message})`, { cause: error });
  }
}

async function requestOf(name: VerbName, { args, options, terminal }: Invocation): Promise<ActionRequest> {
  const [first = ""] = args;
  const why = textOption(options, "why");
  const by = shellUser(terminal);
  const common = { verb: name, ...(why ? { why } : {}), ...(by ? { by } : {}) };
  const parameters = parseParameters(options["set"]);
  if (!verb(name).creates) return { ...common, resource: first, parameters };
  const target = textOption(options, "target");
  return {
    ...common,
    parameters: { ...(await bodyOf(first, terminal)), ...parameters },
    ...(target ? { target } : {}),
  };
}

/** The command of one verb: the same path as for any event, from intake to the terminal entry. */
export function actCommand(name: VerbName): RunCommand {
  return async (invocation) => {
    const { options, terminal } = invocation;
    const waitMs = spanOption(options, "wait") ?? WAIT_MS_DEFAULT;
    const data = await requestOf(name, invocation);
    return withHost(invocation, async (host) => {
      const { run } = await host.accept(requestEvent(data, { source: "cli", nowMs: terminal.now() }));
      const { store } = host.ports;
      const onWait = waitTeller(run, { store, terminal });
      await workUntil([run], host, { terminal, untilMs: terminal.now() + waitMs, onWait });
      return tellOutcome(store, run, terminal);
    });
  };
}
