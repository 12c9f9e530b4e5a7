/**
 * Fields of requests and answers that must never stand in an error, a log or a file. `key_pair_name` is only a name, but
 * a password that was put into the wrong field must not be echoed as "not a key pair name".
 */
export const SECRET_FIELDS = [
  ...(["admin_pass", "key_pair_name", "userdata", "user_data", "dew_secret_name", "annotations"] as const),
  ...(["url", "token", "credential", "ak", "sk", "access_token", "ssh_private_key"] as const),
] as const;

/** Whether a path into a document touches a secret field. */
export function isSecretPath(path: readonly PropertyKey[]): boolean {
  const names: readonly PropertyKey[] = SECRET_FIELDS;
  return path.some((part) => names.includes(part));
}
