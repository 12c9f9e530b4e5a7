import { expect, it } from "vitest";
import { createMailer } from "../../../../lib/clients/mail/create-mailer.ts";

const MAIL = { to: "ops@example.com", id: "msg-1", subject: "a stop", text: "nb-1", html: "nb-1" };

it.each(["https://mail.example", "mail.example:587", "smtp://", "smtp://u:50%-off@mail.example", ""])(
  "no e-mail is sent by %j",
  async (url) => {
    expect(await createMailer({ url, from: "curfew@example.com" })(MAIL)).toEqual({
      ...{ ok: false, again: false },
      text: "no e-mail was sent: CURFEW_SMTP_URL must be smtp://HOST or smtps://HOST",
    });
  },
);
