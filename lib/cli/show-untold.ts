import type { UntoldView } from "../shell/read-untold.ts";
import { printable } from "./cell-text.ts";
import type { Paint } from "./paint.ts";
import { showTime } from "./show-time.ts";

function line({ to, waiting, givenUp, since, text }: UntoldView): string {
  const counts = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(givenUp > 0 ? [`${givenUp} given up`] : []),
  ];
  const why = text === null ? "" : `: ${printable(text)}`;
  return `  ${printable(to)}, ${counts.join(", ")}, since ${showTime(since)}${why}`;
}

/** Messages that somebody has not got; nothing when everybody was told. */
export function untoldLines(untold: readonly UntoldView[], paint: Paint): readonly string[] {
  if (untold.length === 0) return [];
  const count = untold.reduce((sum, { waiting, givenUp }) => sum + waiting + givenUp, 0);
  const title = `${count} ${count === 1 ? "message was" : "messages were"} not delivered; those that wait are tried again`;
  return [paint.bold(paint.yellow(title)), ...untold.map(line)];
}
