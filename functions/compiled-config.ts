declare const require: (path: string) => unknown;

/** The configuration that `curfew package` writes beside the code. It is no part of the bundle: see `scripts/build.js`. */
export function compiledConfig(): unknown {
  return require("./curfew.config.json");
}
