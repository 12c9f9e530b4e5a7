/** Access key pair of Huawei Cloud or Open Telekom Cloud, with a token when it is temporary. */
export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/** Yields the credentials to sign with. Called for every request, so that temporary ones can rotate. */
export type CredentialsProvider = () => Promise<Credentials> | Credentials;
