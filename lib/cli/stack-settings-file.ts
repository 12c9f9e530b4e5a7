import { AutomationError } from "../domain/errors.ts";
import type { StackSettingsInput } from "../stack/stack-settings.ts";

/** Settings of a deployment lie beside the configuration under this name. */
export const SETTINGS_NAME = "curfew.stack.json";

/** How a file of settings is read. */
export interface SettingsSource {
  /** Reads a file as text; rejects when it cannot. */
  readonly readFile: (path: string) => Promise<string>;
  /** Whether somebody named the file; one that nobody named need not be there. */
  readonly given: boolean;
}

/** Reads the settings of a deployment; what they say is checked where the stack is declared. Throws `invalid-config`. */
export async function readStackSettings(
  path: string,
  { readFile, given }: SettingsSource,
): Promise<StackSettingsInput> {
  const refuse = (text: string, cause?: unknown) =>
    new AutomationError("invalid-config", `${path}: ${text}`, { cause });
  let text: string;
  try {
    text = await readFile(path);
  } catch (error) {
    if (!given && (error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw refuse(`cannot be read (${(error as Error).message})`, error);
  }
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw refuse(`not JSON (${(error as Error).message})`, error);
  }
  if (typeof settings === "object" && settings !== null && !Array.isArray(settings)) return settings;
  throw refuse("an object of settings was expected");
}
