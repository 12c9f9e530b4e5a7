import { describe, expect, it } from "vitest";
import type { ArchiveOnRecord } from "../../../lib/ports/log-reader.ts";
import { linkArchive } from "../../../lib/stores/link-archive.ts";

const RECORD: ArchiveOnRecord = {
  run: "r-arch",
  from: 3,
  to: 7,
  digest: "d".repeat(64),
  file: "3-7.jsonl",
  prev: "a".repeat(64),
  head: "b".repeat(64),
};
const FOUND = { from: 3, to: 7, prev: RECORD.prev, head: RECORD.head };

describe("linkArchive", () => {
  it("finds the record of an archive and nothing wrong", () => {
    const other = { ...RECORD, run: "r-other", from: 1, to: 2, digest: "e".repeat(64) };
    expect(linkArchive(FOUND, RECORD.digest, [other, RECORD])).toEqual({ record: RECORD, problems: [] });
  });

  it("says that a log has no record of it", () => {
    const { record, problems } = linkArchive({ ...FOUND, from: 4 }, "c".repeat(64), [RECORD]);
    expect(record).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(/^the log has no record of it/)]);
  });

  it.each([
    ["another digest", FOUND, "c".repeat(64), /^its digest is not the one that run r-arch records/],
    [
      "another end",
      { ...FOUND, to: 6 },
      RECORD.digest,
      /^it holds checkpoints 3 to 6, and run r-arch records 3 to 7/,
    ],
    [
      "another beginning",
      { ...FOUND, prev: "" },
      RECORD.digest,
      /^it does not follow the checkpoint before 3 of the log/,
    ],
    [
      "another last checkpoint",
      { ...FOUND, head: null },
      RECORD.digest,
      /^its last checkpoint is not checkpoint 7/,
    ],
  ])("finds %s", (_, found, digest, says) => {
    expect(linkArchive(found, digest, [RECORD]).problems).toEqual([expect.stringMatching(says)]);
  });
});
