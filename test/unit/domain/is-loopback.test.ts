import { expect, it } from "vitest";
import { isLoopback } from "../../../lib/domain/is-loopback.ts";

it("takes for this computer what needs no name to be looked up, and nothing that only looks like it", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
    expect(isLoopback(host), host).toBe(true);
  const others = [
    "",
    "localhost.example",
    "a.localhost",
    "127.0.0.1.example",
    "127.0.0",
    "127.0.0.1:80",
    "10.0.0.1",
  ];
  for (const host of [...others, "::1", "[::2]", "evil.example"]) expect(isLoopback(host), host).toBe(false);
});
