import { expect, it } from "vitest";
import { makeLogBook } from "../../../lib/functiongraph/log-book.ts";

it("keeps lines until they are taken, and counts what is too much", () => {
  const book = makeLogBook(5);
  for (const line of ["ab", "cd", "ef", "g"]) book.add(line);
  expect(book.take()).toEqual(["ab", "cd", "g", "(1 more lines are left out)"]);
  book.add("again");
  expect(book.take()).toEqual(["again"]);
  expect(book.take()).toEqual([]);
});
