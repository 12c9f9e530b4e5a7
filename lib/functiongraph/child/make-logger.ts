import { format } from "node:util";
import type { FunctionGraphLogger } from "../context.ts";
import { splitRecord } from "../split-record.ts";

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

/** What a logger needs. */
export interface LoggerHost {
  readonly now: () => number;
  readonly emit: (line: string) => void;
}

/** The logger of one call: `<UTC>Z <request id> <level> <message>`. */
export function makeLogger(requestId: string, host: LoggerHost): FunctionGraphLogger {
  let threshold: number = LEVELS.indexOf("INFO");
  const write = (level: (typeof LEVELS)[number], values: readonly unknown[]) => {
    if (LEVELS.indexOf(level) < threshold) return;
    const time = new Date(host.now()).toISOString();
    for (const piece of splitRecord(format(...values))) host.emit(`${time} ${requestId} ${level} ${piece}`);
  };
  return {
    debug: (...values) => write("DEBUG", values),
    info: (...values) => write("INFO", values),
    warn: (...values) => write("WARN", values),
    error: (...values) => write("ERROR", values),
    setLevel: (level) => {
      const wanted = (LEVELS as readonly string[]).indexOf(String(level).toUpperCase());
      if (wanted >= 0) threshold = wanted;
    },
  };
}
