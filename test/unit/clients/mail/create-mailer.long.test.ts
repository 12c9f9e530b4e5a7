import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { renderMail } from "../../../../lib/clients/channels/render-mail.ts";
import { createMailer } from "../../../../lib/clients/mail/create-mailer.ts";
import { noticeOf } from "../../../fixtures/outgoing.ts";

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const refusal = (code: number) => Object.assign(new Error("c4n4ry"), { responseCode: code });

/** A real mail server of this machine. */
async function serve(over: SMTPServerOptions = {}) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    ...{ hideSTARTTLS: true, authOptional: true, allowInsecureAuth: true, disabledCommands: [] },
    onAuth: ({ username, password }, _, done) =>
      username === "bot" && password === "p@ss" ? done(null, { user: "bot" }) : done(refusal(535)),
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          text,
        });
        done();
      });
    },
    ...over,
  });
  server.on("error", () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, "127.0.0.1", () => {
      const address = listening.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  cleanups.push(() => server.close());
  return { taken, port };
}

const MAIL = {
  to: "ops@example.com",
  id: "msg-1",
  ...renderMail([noticeOf({ title: "停机\r\nBcc: x@example.com" })]),
};
const from = "curfew@example.com";

describe("an e-mail", () => {
  it("reaches a mail server, with text and HTML and the same id each time", async () => {
    const { taken, port } = await serve();
    const send = createMailer({ url: `smtp://bot:p%40ss@127.0.0.1:${port}`, from });
    expect(await send(MAIL)).toEqual({ ok: true, text: "the mail server took the message" });
    await send(MAIL);
    expect(taken).toMatchObject([{ from, to: ["ops@example.com"] }, {}]);
    const head = (taken[0]?.text ?? "").split("\r\n\r\n")[0] ?? "";
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).toMatch(/^auto-submitted: auto-generated$/im);
    expect(taken[0]?.text).toContain("text/html");
    const ids = taken.map(({ text }) => /^message-id: (<[^>]+@example\.com>)/im.exec(text)?.[1]);
    expect(ids[0]).toBeDefined();
    expect(ids[0]).toBe(ids[1]);
  });

  it("is not sent with a password that the server does not take", async () => {
    const { port } = await serve();
    const send = createMailer({ url: `smtp://bot:c4n4ry@127.0.0.1:${port}`, from });
    expect(await send(MAIL)).toEqual({
      ...{ ok: false, again: false, text: "the mail server does not accept the user and password" },
    });
  });

  it.each([
    [450, true],
    [550, false],
  ])("that is refused with %i: again %s, without the server's words", async (code, again) => {
    const { port } = await serve({ onRcptTo: (_, __, done) => done(refusal(code)) });
    const delivered = await createMailer({ url: `smtp://127.0.0.1:${port}`, from })(MAIL);
    expect(delivered).toMatchObject({ ok: false, again, text: expect.stringContaining(String(code)) });
    expect(delivered.text).not.toContain("c4n4ry");
  });

  it("may be sent later where nobody listens", async () => {
    const { port } = await serve();
    for (const cleanup of cleanups.splice(0)) cleanup();
    const delivered = await createMailer({ url: `smtp://127.0.0.1:${port}`, from })(MAIL);
    expect(delivered).toMatchObject({ ok: false, again: true });
  });
});
