import type { NodeHost } from "../compose/node.ts";
import type { Invocation } from "./command.ts";
import { entryPrinter } from "./entry-printer.ts";
import { openSession } from "./open-session.ts";
import { flagOption, textOption } from "./option-values.ts";
import { tellPause } from "./tell-pause.ts";

/**
 * What a command that acts stands on: the real cloud, the log printed as it is written, and a word on the kill switch
 * before anything is done. It is closed whatever happens.
 */
export async function withHost(
  { options, terminal }: Pick<Invocation, "options" | "terminal">,
  work: (host: NodeHost) => Promise<number>,
): Promise<number> {
  const printer = entryPrinter(terminal, { json: flagOption(options, "json") });
  const session = await openSession(terminal, {
    config: textOption(options, "config"),
    writeLine: printer.line,
    mayEmulate: false,
  });
  try {
    await tellPause(session.host.ports.store, terminal);
    return await work(session.host);
  } finally {
    await session.close();
  }
}
