import type { Plugin } from "esbuild";

/** Plugins for the bundles of functions, which are loaded anew at every cold start. */
export const leanFunctions: Plugin[];
