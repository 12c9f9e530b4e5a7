// What esbuild cannot know about a function's code: which parts of it may be left out, and which set up later.
import { readFile } from "node:fs/promises";
import ts from "typescript";

/** `z.object(…).optional()` is rooted in `z`. */
function rootOf(node) {
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : undefined;
}

/** Where the schemas at the top of a module begin and end, the last one first. */
function schemasIn(path, text) {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ initializer }) => (initializer && rootOf(initializer) === "z" ? [initializer] : []))
    .map(({ pos, end }) => [pos, end])
    .reverse();
}

/**
 * A call may do anything, so esbuild keeps every schema of a module that it needs anything of. Making one does nothing
 * but take time: those that nobody asks for are left out, such as the schemas of the configuration, which was checked
 * when the function was packed.
 */
const unusedSchemas = {
  name: "unused-schemas",
  setup(build) {
    build.onLoad({ filter: /[\\/]lib[\\/].*\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      if (!contents.includes('import * as z from "zod"')) return undefined;
      for (const [start, end] of schemasIn(path, contents)) {
        const schema = contents.slice(start, end);
        contents = `${contents.slice(0, start)} /* @__PURE__ */ (() =>${schema})()${contents.slice(end)}`;
      }
      return { contents, loader: "ts" };
    });
  },
};

const EXPRESSIONS = "@marcbachmann/cel-js";
const FIRST_USE = {
  [EXPRESSIONS]: `export class Environment {
  constructor(options) {
    return new (require("./environment").Environment)(options);
  }
}`,
  "./environment": `export { Environment } from "${EXPRESSIONS}";`,
};

/**
 * The language of `where` and `when` sets up its operators when it is loaded. Behind a `require`, esbuild leaves that to
 * the first expression, and a function without one never does it. Nothing but the class is asked of it; an import of
 * something more breaks the build.
 */
const expressionsAtFirstUse = {
  name: "expressions-at-first-use",
  setup(build) {
    const namespace = "first-use";
    build.onResolve({ filter: /^@marcbachmann\/cel-js$/ }, ({ path, importer }) =>
      importer === "./environment" ? undefined : { path, namespace, sideEffects: false },
    );
    build.onResolve({ filter: /.*/, namespace }, ({ path }) =>
      path === "./environment" ? { path, namespace } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: FIRST_USE[path],
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Plugins for the bundles of functions, which are loaded anew at every cold start. */
export const leanFunctions = [unusedSchemas, expressionsAtFirstUse];
