import * as z from "zod";
import { AutomationError } from "../../domain/errors.ts";
import type { Bucket } from "../../ports/bucket.ts";
import { LAYOUT_KEY } from "./layout.ts";
import { readObject } from "./read-object.ts";

/** `locked`: numbers are locks. `chained`: one writer after the other. */
const Layout = z.object({ v: z.literal(1), writers: z.enum(["locked", "chained"]) });
type Writers = z.infer<typeof Layout>["writers"];

/** Whether a bucket says already how it is used. Throws `invalid-config` when it is used in another way. */
export async function checkLayout(bucket: Bucket, writers: Writers): Promise<boolean> {
  const layout = await readObject(bucket, LAYOUT_KEY, Layout);
  if (layout && layout.writers !== writers) {
    throw new AutomationError(
      "invalid-config",
      `the log in this bucket has ${layout.writers} writers, and this process would write it with ${writers} ones; open it the same way everywhere, or take another prefix`,
      { details: { field: "store" } },
    );
  }
  return layout !== undefined;
}

/** Says how the bucket is used. */
export async function writeLayout(
  bucket: Bucket,
  writers: Writers,
  options: { readonly createOnly?: boolean } = {},
): Promise<"written" | "exists"> {
  const text = JSON.stringify({ v: 1, writers } satisfies z.infer<typeof Layout>);
  return (await bucket.put(LAYOUT_KEY, new TextEncoder().encode(text), options)).outcome;
}
