import { parseDuration } from "../../domain/duration.ts";
import type { LocalVerb } from "../../domain/verbs.ts";
import { askException } from "../ask-exception.ts";
import type { RunCommand } from "../command.ts";
import { openSwitchStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { reasonOption, requiredReason } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import type { Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const HOLD_FOR_DEFAULT = "24h";
const OWNER_CHARACTERS_MAX = 256;
const SPAN = "a time span such as 90s, 10m, 2h or 7d";

type Options = Readonly<Record<string, unknown>>;

/** Finds out who asks. What was written is checked at once; that nobody is known counts once the machine is found. */
function ownerOf(options: Options, terminal: Terminal): () => string {
  const owner = textOption(options, "owner")?.trim() || shellUser(terminal);
  if (owner !== undefined && owner.length > OWNER_CHARACTERS_MAX) {
    throw wrongOption("--owner", `at most ${OWNER_CHARACTERS_MAX} characters`);
  }
  return () => {
    if (owner !== undefined) return owner;
    throw wrongOption("--owner", "who asks: this shell does not name its user; give --owner NAME");
  };
}

function spanOf(verb: LocalVerb, options: Options): string | undefined {
  if (verb === "release") return undefined;
  const span = textOption(options, "for") ?? (verb === "hold" ? HOLD_FOR_DEFAULT : undefined);
  if (span === undefined) throw wrongOption("--for", `how much longer: ${SPAN}`);
  if (parseDuration(span) === undefined) throw wrongOption("--for", SPAN, span);
  return span;
}

function whyOf(verb: LocalVerb, options: Options): string | undefined {
  if (verb === "release") return reasonOption(options);
  return requiredReason(options, "the reason, for everybody who asks why it is not stopped");
}

/** `curfew hold`, `curfew extend`, `curfew release`: a person's exception, with an end. */
export function exceptionCommand(verb: LocalVerb): RunCommand {
  return async ({ args, options, terminal }) => {
    const [machine = ""] = args;
    const asked = {
      ...{ verb, machine, span: spanOf(verb, options), why: whyOf(verb, options) },
      ...{ by: ownerOf(options, terminal), json: flagOption(options, "json") },
    };
    const { store, loaded } = await openSwitchStore(terminal, textOption(options, "config"));
    try {
      return await askException(asked, { store, config: loaded.config }, terminal);
    } finally {
      await store.close();
    }
  };
}
