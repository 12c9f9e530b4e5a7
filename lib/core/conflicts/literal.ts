/** A value that stands in an expression. */
export type Plain = string | number | boolean;

/** Tests of texts that are understood. */
export type TextTest = "startsWith" | "endsWith" | "contains";

/** One thing that has to be true of one attribute, or of several that nothing is known about. */
export type Literal = { readonly start: number; readonly text: string } & (
  | {
      readonly kind: "one-of";
      readonly path: string;
      readonly values: readonly Plain[];
      readonly not: boolean;
    }
  | {
      readonly kind: "bound";
      readonly path: string;
      readonly op: "<" | "<=" | ">" | ">=";
      readonly value: number;
    }
  | {
      readonly kind: "text";
      readonly path: string;
      readonly test: TextTest;
      readonly value: string;
      readonly not: boolean;
    }
  | { readonly kind: "known"; readonly path: string; readonly not: boolean }
  | { readonly kind: "constant"; readonly value: boolean }
  /** Anything else: that it is the opposite of itself is all that is understood. */
  | { readonly kind: "opaque"; readonly paths: readonly string[]; readonly not: boolean }
);

/** Attributes that a literal asks for; `known` asks for none. */
export function pathsAsked(literal: Literal): readonly string[] {
  if (literal.kind === "opaque") return literal.paths;
  return literal.kind === "constant" || literal.kind === "known" ? [] : [literal.path];
}
