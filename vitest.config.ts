import { accessSync, constants, statfsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Memory that most systems offer as a folder, and the least that has to be free there. */
const MEMORY = "/dev/shm";
const MEMORY_BYTES_MIN = 2 * 2 ** 30;

/**
 * Temporary files of tests go to memory where there is enough of it. Each commit of the embedded store waits for the
 * disk; no test takes the power away, and on a slow disk that waiting would be most of the time.
 */
function temporaryFolder(): Readonly<Record<string, string>> {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= MEMORY_BYTES_MIN ? { TMPDIR: MEMORY } : {};
  } catch {
    // The system's own folder for temporary files will do.
    return {};
  }
}

/** Tests that replace a module for everybody in their process, and so need a process of their own. */
const OWN_PROCESS = ["test/unit/sources/verify-signature.test.ts", "test/e2e/emulator-official-sdk.test.ts"];

/** Long enough for a computer that others use too: these limits tell what hangs, and no more. */
const shared = {
  testTimeout: 90_000,
  hookTimeout: 90_000,
  expect: { poll: { timeout: 30_000 } },
  env: temporaryFolder(),
} as const;

/** Long proofs, which `.ci/run` plays beside `npm test`: `npm run test:long`. */
const LONG = ["test/**/*.long.test.ts"];

/** Begun first, the longest one first: whatever is begun last is waited for while a processor has nothing to do. */
const FIRST = ["simulation/histories.", "e2e/serve."];

/** Longest first, without the times of an earlier run, which a clean checkout does not have. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = FIRST.findIndex((name) => moduleId.includes(name));
      return found === -1 ? FIRST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    ...shared,
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    coverage: { provider: "v8", include: ["lib/**"], reporter: ["text-summary", "json-summary"] },
    projects: [
      {
        // No module holds state, so test files may share one: loading them once is most of the time saved.
        test: {
          ...shared,
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: [...OWN_PROCESS, ...LONG],
          pool: "threads",
          isolate: false,
        },
      },
      { test: { ...shared, name: "long", include: LONG, pool: "threads", isolate: false } },
      { test: { ...shared, name: "isolated", include: OWN_PROCESS, pool: "forks" } },
    ],
  },
});
