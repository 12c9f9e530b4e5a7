import { type ChildSettings, readSettings } from "../../../../lib/functiongraph/child/settings.ts";

/** Settings of a function whose code is in the given folder. */
export function fakeSettings(
  codeRoot: string,
  changes: Readonly<Record<string, string>> = {},
): ChildSettings {
  return readSettings({ RUNTIME_CODE_ROOT: codeRoot, RUNTIME_HANDLER: "index.handler", ...changes });
}
