import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ErrorBody } from "../protocol.ts";
import { bodyOf } from "./error-answer.ts";

/** Messages with which Node.js refuses ES module syntax in a file that it reads as CommonJS. */
const MODULE_SYNTAX =
  /import statement outside a module|Unexpected token 'export'|'import\.meta' outside a module|await is only valid in async functions and the top level bodies of modules/;

const BUILD_AS_COMMONJS =
  "the platform requires the file as CommonJS: build it as such (esbuild: format cjs)";

function whereItMayBe(codeRoot: string, file: string): string {
  if (existsSync(join(codeRoot, `${file}.mjs`))) {
    return `there is a ${file}.mjs, which the platform only loads through an undocumented translation; ${BUILD_AS_COMMONJS}`;
  }
  const folder = readdirSync(codeRoot).find((name) => existsSync(join(codeRoot, name, `${file}.js`)));
  return folder === undefined
    ? `there is no ${file}.js in the code`
    : `it is in the folder ${folder}: put the content into the package, not the folder around it`;
}

function missingName(message: string): string {
  return /Cannot find module '([^']+)'/.exec(message)?.[1] ?? "";
}

function hintOf(error: NodeJS.ErrnoException, codeRoot: string, file: string): string | undefined {
  const { code, message } = error;
  if (code === "ERR_REQUIRE_ESM") {
    return message.includes(join(codeRoot, file))
      ? `${file}.js is an ES module, or requires one, and Node.js 20.15 cannot require() that; ${BUILD_AS_COMMONJS} and leave "type": "module" out of package.json`
      : `it requires an ES module, which Node.js 20.15 cannot; bundle it`;
  }
  if (error instanceof SyntaxError && MODULE_SYNTAX.test(message)) {
    return `${file}.js has the syntax of an ES module; ${BUILD_AS_COMMONJS}`;
  }
  if (code !== "MODULE_NOT_FOUND") return undefined;
  const missing = missingName(message);
  if (missing === join(codeRoot, file)) return whereItMayBe(codeRoot, file);
  return `the code requires '${missing.replaceAll(codeRoot, ".")}', which is not in the package: bundle it`;
}

/**
 * What the platform says when the handler's file does not load, and in a hint what it does not say: it takes every
 * error that names the file for a missing file.
 */
export function explainLoadError(thrown: unknown, codeRoot: string, file: string): ErrorBody {
  const body = bodyOf(thrown);
  if (!(thrown instanceof Error)) return body;
  const hint = hintOf(thrown, codeRoot, file);
  const misread = thrown.message.includes(join(codeRoot, file));
  return {
    ...(misread ? { errorMessage: `not found module './${file}.js'`, errorType: "FunctionLoadError" } : body),
    ...(hint === undefined ? {} : { hint }),
  };
}
