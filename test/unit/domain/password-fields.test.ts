import { describe, expect, it } from "vitest";
import {
  holdsPassword,
  isPasswordField,
  isTooDeep,
  KEY_REMOVED,
  PASSWORD_REMOVED,
  secretPlace,
  withoutPasswords,
} from "../../../lib/domain/password-fields.ts";

describe("a field of a password", () => {
  it.each([
    "admin_pass",
    "adminPass",
    "Admin Password",
    "password",
    "PASSWORD",
    "root-password",
    "pwd",
    "passwd",
    "密码",
  ])("is known by its name: %s", (name) => {
    expect(isPasswordField(name)).toBe(true);
  });

  it.each(["password_policy", "passport", "key_pair_name", "pass_rate", "compass", "token_count", ""])(
    "is not what only looks like one: %s",
    (name) => {
      expect(isPasswordField(name)).toBe(false);
    },
  );

  it("holds none when it is empty or a reference under the one name that takes references", () => {
    expect(holdsPassword("password", "env:SERVER_PASSWORD")).toBe(false);
    expect(holdsPassword("admin_pass", "env:SERVER_PASSWORD")).toBe(true);
    expect(holdsPassword("password", "env:lower")).toBe(true);
    for (const nothing of [null, undefined, ""]) expect(holdsPassword("password", nothing)).toBe(false);
    expect(holdsPassword("password", { value: "x" })).toBe(true);
  });
});

describe("the place of a secret", () => {
  it.each([
    [{ admin_pass: "x" }, "admin_pass"],
    [{ login: { admin_pass: "x" } }, "login.admin_pass"],
    [{ list: [{ name: "n" }, { password: "x" }] }, "list.1.password"],
    [{ api_key: "x" }, "api_key"],
    [{ deep: { er: { token: ["x"] } } }, "deep.er.token"],
    [[[{ pwd: "x" }]], "0.0.pwd"],
  ])("is found at any depth: %j", (value, place) => {
    expect(secretPlace(value)).toBe(place);
  });

  it.each([
    [{ password: "env:SERVER_PASSWORD", key_pair_name: "ops", token: "" }],
    [{ login: { admin_pass: PASSWORD_REMOVED, token: KEY_REMOVED } }],
    [{ user_data: "IyEvYmluL3No", network: { vpc_id: "v" }, list: ["password"] }],
    ["password"],
  ])("is nowhere in %j", (value) => {
    expect(secretPlace(value)).toBeNull();
  });

  it("is not looked for deeper than anybody nests, where everything is refused", () => {
    const deep = Array.from({ length: 70 }).reduce<unknown>((inner) => ({ inner }), { pwd: "x" });
    expect(secretPlace(deep)).toBeNull();
    expect(isTooDeep(deep)).toBe(true);
  });
});

describe("an event without its passwords", () => {
  it("has lost them at any depth and nothing else", () => {
    const data = {
      ...{ key: "OPS-1", admin_pass: "x", keyPair: "ops", password: "env:NAME", pwd: null },
      form: { fields: [{ name: "n", rootPassword: { value: "x" } }, 1, "text"] },
    };
    expect(withoutPasswords(data)).toEqual({
      ...{ key: "OPS-1", admin_pass: PASSWORD_REMOVED, keyPair: "ops", password: "env:NAME", pwd: null },
      form: { fields: [{ name: "n", rootPassword: PASSWORD_REMOVED }, 1, "text"] },
    });
  });

  it("has lost the keys that platforms send along, and keeps what only speaks of one", () => {
    const data = {
      ...{ token: "x", response_url: "https://hooks.slack.com/x", sessionWebhook: "y", ResponseCode: "z" },
      ...{ response_urls: [{ response_url: "x" }], headers: { Authorization: "Bearer x" } },
      ...{
        token_count: 3,
        secret: true,
        authorization: { action: "write" },
        apiKey: "env:NAME",
        key: "OPS-1",
      },
    };
    expect(withoutPasswords(data)).toEqual({
      ...{ token: KEY_REMOVED, response_url: KEY_REMOVED, sessionWebhook: KEY_REMOVED },
      ...{ ResponseCode: KEY_REMOVED, response_urls: KEY_REMOVED, headers: { Authorization: KEY_REMOVED } },
      ...{
        token_count: 3,
        secret: true,
        authorization: { action: "write" },
        apiKey: "env:NAME",
        key: "OPS-1",
      },
    });
  });

  it("has an end, however deeply it nests", () => {
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ inner }), {
      password: "canary",
    });
    expect(JSON.stringify(withoutPasswords(deep))).not.toContain("canary");
  });
});
