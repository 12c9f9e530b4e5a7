import type { SendMail } from "../clients/channels/messenger-parts.ts";
import { createMailer } from "../clients/mail/create-mailer.ts";
import type { ReadVariable } from "./references.ts";

/** E-mail by the server in `CURFEW_SMTP_URL`, from `CURFEW_MAIL_FROM`; `undefined` where one of them is not set. */
export function openMailer(env: ReadVariable): SendMail | undefined {
  const url = env("CURFEW_SMTP_URL");
  const from = env("CURFEW_MAIL_FROM");
  return url && from ? createMailer({ url, from }) : undefined;
}
