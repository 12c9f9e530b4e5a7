/**
 * What the platform hands over with every call from the function's execution agency. Everything that is left out is an
 * empty string in the function, which is also what a function without an agency gets.
 */
export interface AgencyCredentials {
  /** Temporary access key of the agency: `getSecurityAccessKey()`. */
  readonly securityAccessKey?: string;
  /** `getSecuritySecretKey()`. */
  readonly securitySecretKey?: string;
  /** `getSecurityToken()`. */
  readonly securityToken?: string;
  /** IAM token of the agency: `getToken()`. */
  readonly authToken?: string;
  /** `getAccessKey()`; the platform maintains it no longer. */
  readonly accessKey?: string;
  /** `getSecretKey()`; the platform maintains it no longer. */
  readonly secretKey?: string;
}
