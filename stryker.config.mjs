// Mutation testing of the two layers that decide and sign. `node scripts/mutation.js` runs it and holds every survivor
// against its explanation in docs/mutants.md.
export default {
  mutate: ["lib/core/**/*.ts", "lib/signing/**/*.ts"],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.mutation.config.cjs", related: true },
  coverageAnalysis: "perTest",
  // One worker: the tests share one thread, and a busy machine turns slow mutants into false timeouts.
  concurrency: 1,
  // Endless loops are mostly found by counting; a short limit would call mutants dead that only had to wait.
  timeoutMS: 20_000,
  disableTypeChecks: "{lib,test}/**/*.ts",
  ignorePatterns: [
    "/bench",
    "/coverage",
    "/dist",
    "/examples",
    "/functions",
    "/test/e2e",
    "/test/simulation",
  ],
  reporters: ["progress-append-only", "json"],
  jsonReporter: { fileName: "reports/mutation/mutation.json" },
  cleanTempDir: "always",
  allowEmpty: true,
};
