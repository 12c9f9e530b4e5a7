import { channelVariables, readChannel } from "../../clients/channels/address.ts";
import type { ReadVariable } from "../../compose/references.ts";
import { type Finding, fine, problem } from "./finding.ts";

/** Whether what a channel under `tell` rests on is set here. Nothing is sent: people would wonder what they are told. */
export function checkChannel(channel: string, env: ReadVariable): readonly Finding[] {
  const read = readChannel(channel);
  // Whatever is wrong with its form may be a secret, and the configuration's check has told it already.
  if (!read.ok) return [problem("channel", `one ${read.problem}`, "curfew validate shows where it stands")];
  const subject = `channel ${channel}`;
  const unset = channelVariables(read.address).filter((name) => (env(name) ?? "") === "");
  if (unset.length === 0) return [fine(subject, "what it needs is set here")];
  return unset.map((name) =>
    problem(subject, `${name} is not set, so nobody is told there`, "set it where Curfew runs"),
  );
}
