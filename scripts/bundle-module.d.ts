/** Imports TypeScript given as text, bundled on the fly; paths in it are relative to the project's root. */
export function importTypeScript<T>(source: string): Promise<T>;
