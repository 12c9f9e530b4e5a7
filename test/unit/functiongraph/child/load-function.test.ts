import { describe, expect, it } from "vitest";
import { fileOf, loadFunction } from "../../../../lib/functiongraph/child/load-function.ts";

const place = { codeRoot: "/code", file: "src/index", name: "handler" };

describe("loading a function", () => {
  it("asks for the file inside the code", () => {
    const asked: string[] = [];
    const handler = () => 1;
    const loaded = loadFunction(place, (path) => {
      asked.push(path);
      return { handler };
    });
    expect(loaded).toEqual({ found: handler });
    expect(asked).toEqual(["/code/src/index"]);
  });

  it.each([[null], [undefined], [{}], [{ handler: 5 }], [5]])("finds nothing in %j", (exported) => {
    expect(loadFunction(place, () => exported)).toEqual({
      error: {
        errorMessage: "handler 'handler' not found in module './src/index.js'",
        errorType: "FunctionConfigError",
      },
    });
  });

  it("takes what stands before the last dot for the file", () => {
    expect(fileOf("src/a.b.handler")).toBe("src/a.b");
  });
});
