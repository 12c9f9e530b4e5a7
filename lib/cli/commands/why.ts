import { tickEvent } from "../../compose/tick-event.ts";
import { AutomationError } from "../../domain/errors.ts";
import { explainMachine } from "../../shell/explain-machine.ts";
import { printable } from "../cell-text.ts";
import type { RunCommand } from "../command.ts";
import { openSession } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { explainedView, showExplained } from "../show-explained.ts";
import { EXIT } from "../terminal.ts";

/**
 * `curfew why NAME`: what every policy of a clock thinks of one machine right now, each signal with its value, and the
 * smallest change that would turn the verdict round. Sends nothing and writes nothing.
 */
export const runWhy: RunCommand = async ({ args, options, terminal }) => {
  const [name = ""] = args;
  const policy = textOption(options, "policy");
  const session = await openSession(terminal, { config: textOption(options, "config"), mayEmulate: true });
  try {
    const { ports } = session.host;
    const known = ports.rulebook.config.policies.map((one) => one.name);
    if (policy !== undefined && !known.includes(policy)) {
      throw new AutomationError(
        "usage",
        `--policy: no policy has the name ${policy}; there are ${known.join(", ")}`,
      );
    }
    if (session.emulated)
      terminal.err("curfew: no credentials, so this looks at the emulator's sample fleet");
    const explained = await explainMachine(ports, tickEvent(terminal.now(), 0), { name, policy });
    if (explained.kind === "missing") {
      for (const trouble of explained.troubles) terminal.err(printable(trouble));
      terminal.err(printable(`curfew: no machine has the name or id ${name}`));
      return EXIT.failed;
    }
    if (explained.kind === "ambiguous") {
      terminal.err(
        printable(`curfew: ${explained.candidates.length} machines are called ${name}; say one of`),
      );
      for (const { ref } of explained.candidates) terminal.err(`  ${printable(ref)}`);
      return EXIT.failed;
    }
    const view = explainedView(explained, ports.rulebook);
    if (flagOption(options, "json")) terminal.out(JSON.stringify(view));
    else showExplained(view, terminal);
    return EXIT.ok;
  } finally {
    await session.close();
  }
};
