import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";

/** A server that is not there. */
export const SERVER_404 = group("not found", "observed", "400 ModelArts.6404");

/** A server in the wrong status. */
export const SERVER_STATE = group(
  "wrong status",
  "inferred",
  "400 ModelArts.6357, text as observed on notebooks",
);

/** How long a server takes. */
export const TIMING = group(
  "time of the transition",
  "inferred",
  "45 s create, 40 s start and stop, 60 s reboot, 240 s OS; ÷ speed",
);

/** Paging of servers and supernodes. */
export const PAGE: readonly FieldGroup[] = [
  group(
    "limit, offset, sort_key, sort_dir, owner",
    "documented",
    "record offset, 10 at a time, oldest first",
  ),
  group(
    "current, pages, size, total",
    "documented",
    "current counts from 0 and size is the number of items, as in the sample",
  ),
  group("limit 0", "inferred", "an empty page"),
];
