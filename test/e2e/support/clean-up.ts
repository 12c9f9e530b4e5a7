import { afterEach } from "vitest";

/** Undoes what a test has opened, last first, also when it failed. */
export function cleanUpAfterEach(): <T extends { close(): Promise<void> }>(opened: T) => T {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const entry of opened.splice(0).reverse()) await entry.close();
  });
  return (entry) => {
    opened.push(entry);
    return entry;
  };
}
