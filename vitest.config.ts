import { defineConfig } from "vitest/config";

/** Tests that replace a module for everybody in their process, and so need a process of their own. */
const OWN_PROCESS = ["test/unit/sources/verify-signature.test.ts", "test/e2e/emulator-official-sdk.test.ts"];

const shared = { testTimeout: 20_000, hookTimeout: 20_000 } as const;

export default defineConfig({
  test: {
    ...shared,
    // One more than the two processors that it is meant for: some tests wait for sockets, timers and children.
    maxWorkers: 3,
    coverage: { provider: "v8", include: ["lib/**"], reporter: ["text-summary", "json-summary"] },
    projects: [
      {
        // No module holds state, so test files may share one: loading them once is most of the time saved.
        test: {
          ...shared,
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: OWN_PROCESS,
          pool: "threads",
          isolate: false,
        },
      },
      { test: { ...shared, name: "isolated", include: OWN_PROCESS, pool: "forks" } },
    ],
  },
});
