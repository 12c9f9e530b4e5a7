export { AutomationError } from "../domain/errors.ts";
export { type SigningCredentials, type SigningRequest, signRequest } from "../signing/sign-request.ts";
export {
  type ReceivedRequest,
  type Verification,
  type VerifyOptions,
  verifySignature,
} from "../signing/verify-signature.ts";
export { canonicalUrl } from "../signing/wire-url.ts";
