/** Mails about incidents over a real SMTP server: threads, refusals, and what is tried again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { emailNotice } from '../../src/actions/email-notice.js';
import { type EmailOptions, emailOptionsSchema } from '../../src/actions/email-options.js';
import { StrayflowError } from '../../src/model/errors.js';
import type { Message } from '../../src/model/notifier.js';
import { type Authority, makeAuthority } from '../own-authority.js';
import { exampleMessage, exampleNotice, HOSTILE } from './example-message.js';
import { type MailServer, PASSWORD, partsOf, startMailServer, USERNAME } from './mail-server.js';

describe('mail about incidents over a real SMTP server', () => {
  let folder: string;
  let authority: Authority;
  let server: MailServer | null = null;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strayflow-notice-'));
    authority = makeAuthority(folder, 'mail');
    writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
    writeFileSync(join(folder, 'wrong'), 'guess\n');
  });
  afterEach(async () => {
    await server?.close();
    server = null;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function options(port: number, changes: Record<string, unknown> = {}): EmailOptions {
    return emailOptionsSchema.parse({
      host: 'localhost',
      port,
      username: USERNAME,
      passwordFile: join(folder, 'password'),
      caFile: authority.caFile,
      from: 'strayflow@example.org',
      to: ['team@example.org', 'night@example.org'],
      timeoutMs: 60_000,
      ...changes,
    });
  }
  async function refusal(chosen: EmailOptions, message: Message = exampleMessage()): Promise<StrayflowError> {
    const error: unknown = await emailNotice.send(message, chosen).catch((e: unknown) => e);
    if (!(error instanceof StrayflowError)) throw new Error(`expected a refusal, got ${String(error)}`);
    expect(error.code).toBe('notify-failed');
    expect(error.message + error.hint).not.toContain(PASSWORD);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    return error;
  }
  /** Unfolded, by name. */
  function headers(raw: string): ReadonlyMap<string, string> {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    return new Map(
      head.split('\r\n').map((line) => {
        const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
        if (name === undefined) throw new Error(`no header: ${line}`);
        return [name.toLowerCase(), value!];
      }),
    );
  }

  it('arrives as a thread, as text and HTML, and answers no machine', async () => {
    server = await startMailServer(authority);
    const chosen = options(server.port);
    await emailNotice.send(exampleMessage(), chosen);
    await emailNotice.send(
      exampleMessage({ id: '0000000000000001' }, { kind: 'closed', revision: 1 }),
      chosen,
    );
    const [first, second] = server.mails.map(({ raw }) => headers(raw));
    expect(first!.get('message-id')).toBe('<strayflow.0123456789abcdef@example.org>');
    expect(first!.get('subject')).toBe('[strayflow] 203.0.113.66, incident 0123456789abcdef');
    expect(first!.get('date')).toBe('Tue, 03 Mar 2026 18:51:00 +0000');
    expect(first!.get('auto-submitted')).toBe('auto-generated');
    expect(first!.has('in-reply-to')).toBe(false);
    expect(second!.get('message-id')).toBe('<strayflow.0123456789abcdef.1@example.org>');
    expect(second!.get('in-reply-to')).toBe(first!.get('message-id'));
    expect(second!.get('references')).toBe(first!.get('message-id'));
    expect(second!.get('subject')).toBe(`Re: ${first!.get('subject')}`);
    const parts = partsOf(server.mails[0]!.raw);
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    for (const { text } of parts) expect(text).toContain('tried 1,024 ports of 10.1.0.5');
  });

  it('goes again to those alone who have not taken it', async () => {
    const refuse = ['night@example.org'];
    server = await startMailServer(authority, { refuse });
    const chosen = options(server.port);
    expect((await refusal(chosen)).message).toMatch(
      /went to team@example\.org, but .* refused night@example\.org/,
    );
    expect((await refusal(chosen)).message).toMatch(/refused every recipient: night@example\.org/);
    refuse.pop();
    await emailNotice.send(exampleMessage(), chosen);
    expect(server.mails.map(({ to }) => to)).toEqual([['team@example.org'], ['night@example.org']]);
    const [first, again] = server.mails.map(({ raw }) => headers(raw));
    expect(again!.get('message-id')).toBe(first!.get('message-id'));
    expect(again!.get('to')).toBe('team@example.org, night@example.org');
    await emailNotice.send(exampleMessage({ id: '0000000000000001' }), chosen);
    expect(server.mails[2]!.to).toEqual(['team@example.org', 'night@example.org']);
  });

  it('fails with what to do about it', async () => {
    server = await startMailServer(authority);
    const { port } = server;
    expect((await refusal(options(port, { passwordFile: join(folder, 'wrong') }))).message).toContain(
      'refused the login',
    );
    expect((await refusal(options(port, { passwordFile: join(folder, 'gone') }))).message).toContain(
      'cannot be read',
    );
    expect(await emailNotice.check(options(port))).toMatchObject({ outcome: 'done' });
    expect(server.mails).toEqual([]);
    await server.close();
    server = null;
    expect((await refusal(options(port))).message).toContain('does not listen');
  });

  it('gets no header, recipient or mail from what the traffic says', async () => {
    server = await startMailServer(authority);
    const chosen = options(server.port);
    const usual = [
      ...'from to subject message-id date auto-submitted mime-version content-type'.split(' '),
    ].sort();
    for (const text of HOSTILE) {
      const notice = exampleNotice({ host: text, site: text, reason: text, names: [text], rule: text });
      await emailNotice.send(exampleMessage({ notices: [notice] }), chosen);
      const mail = server.mails.at(-1)!;
      expect(mail.to).toEqual(['team@example.org', 'night@example.org']);
      expect([...headers(mail.raw).keys()].sort()).toEqual(usual);
      expect(mail.raw.length).toBeLessThan(60_000);
    }
    expect(server.mails).toHaveLength(HOSTILE.length);
  });
});
