/** The tests that mutants of lib/core and lib/signing have to get past: those two layers' own, and no others. */
module.exports = {
  test: {
    include: [
      "test/unit/{core,signing}/**/*.test.ts",
      "test/property/{core,signing,signing-differential,config-expressions}.test.ts",
      "test/vectors/signing.test.ts",
    ],
    setupFiles: ["scripts/fixed-seed.js"],
    pool: "threads",
    isolate: false,
    testTimeout: 20_000,
  },
};
