import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { email } from '../../src/actions/email.js';
import { type EmailOptions, emailOptionsSchema } from '../../src/actions/email-options.js';
import type { ActionInput, ActionResult } from '../../src/model/report.js';
import { exampleAnalysis } from '../example-analysis.js';
import { type Authority, makeAuthority } from '../own-authority.js';
import { type MailServer, PASSWORD, partsOf, startMailServer, USERNAME } from './mail-server.js';

const PNG = Uint8Array.from(
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array(5_000).keys()].map((x) => x & 255),
);

function input(changes: Partial<ActionInput> = {}): ActionInput {
  const analysis = exampleAnalysis();
  const files = [{ path: 'plots/risk.png', mediaType: 'image/png', content: PNG }];
  return { analysis, decisions: analysis.decisions, files, ...changes };
}

describe('mail over a real SMTP server', () => {
  let folder: string;
  let authority: Authority;
  let server: MailServer | null = null;
  let silent: Server | null = null;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strayflow-mail-'));
    authority = makeAuthority(folder, 'mail');
    writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
    writeFileSync(join(folder, 'wrong'), 'guess\n');
  });
  afterEach(async () => {
    await server?.close();
    silent?.close();
    server = null;
    silent = null;
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
      timeoutMs: 10_000,
      ...changes,
    });
  }
  function failed(result: ActionResult): Extract<ActionResult, { outcome: 'failed' }> {
    if (result.outcome !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
    expect(result.hint.length).toBeGreaterThan(10);
    expect(result.detail + result.hint).not.toContain(PASSWORD);
    expect(result.detail).not.toMatch(/\p{Cc}/u);
    return result;
  }

  it('arrives encrypted and logged in, as text and HTML with the plot inside', async () => {
    server = await startMailServer(authority);
    const result = await email.perform(input(), options(server.port));
    expect(result).toEqual({
      outcome: 'done',
      detail: 'Mail about 2 hosts sent to team@example.org, night@example.org.',
    });
    expect(server.mails).toHaveLength(1);
    const mail = server.mails[0]!;
    expect(mail.secure).toBe(true);
    expect(mail.to).toEqual(['team@example.org', 'night@example.org']);
    const headers = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
    expect(headers).toMatch(/^From: Strayflow <strayflow@example\.org>$/m);
    expect(headers.replace(/\r\n /g, ' ')).toMatch(
      /^Subject: \[strayflow\] 203\.0\.113\.66: port scan, brute force \(risk 0\.868\) and 1 more host\r?$/m,
    );
    const parts = partsOf(mail.raw);
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html', 'image/png']);
    const [text, html, image] = parts;
    expect(text!.text).toContain('203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes');
    expect(text!.text).toContain('ports tried: 1,024 ports (usual 1 to 6)');
    expect(text!.text).toMatch(/Coverage: 63,050 records read, 62,854 parsed, 196 rejected/);
    expect(html!.text).toContain('ports tried: 1,024 ports (usual 1 to 6)');
    expect(html!.text).toContain('src="cid:risk@strayflow"');
    expect(image!.headers).toMatch(/Content-Id: <risk@strayflow>/i);
    expect(image!.headers).toMatch(/Content-Disposition: inline/i);
    expect(image!.body).toEqual(PNG);
  });

  it('is not sent when nothing new was decided', async () => {
    server = await startMailServer(authority);
    const quiet = input({
      decisions: exampleAnalysis().decisions.filter(({ action }) => action === 'ignore'),
    });
    expect(await email.perform(quiet, options(server.port))).toMatchObject({ outcome: 'nothing-to-do' });
    expect(server.mails).toEqual([]);
  });

  it('goes without a picture when there is none, or when it is too large', async () => {
    server = await startMailServer(authority);
    await email.perform(input({ files: [] }), options(server.port));
    const huge = { path: 'plots/risk.png', mediaType: 'image/png', content: new Uint8Array(3_000_000) };
    await email.perform(input({ files: [huge] }), options(server.port));
    for (const { raw } of server.mails) {
      expect(partsOf(raw).map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    }
    expect(partsOf(server.mails[1]!.raw)[0]!.text).toContain('too large for a mail');
  });

  it('says that the login is wrong, to doctor, too', async () => {
    server = await startMailServer(authority);
    const wrong = options(server.port, { passwordFile: join(folder, 'wrong') });
    const result = failed(await email.perform(input(), wrong));
    expect(result.detail).toMatch(/refused the login of strayflow \(535/);
    expect(failed(await email.check(wrong)).detail).toBe(result.detail);
    expect(server.mails).toEqual([]);
  });

  it('tells doctor that mail is taken, without sending one', async () => {
    server = await startMailServer(authority);
    expect(await email.check(options(server.port))).toEqual({
      outcome: 'done',
      detail: `Mail server localhost:${server.port} (starttls) takes mail as strayflow.`,
    });
    expect(server.mails).toEqual([]);
  });

  it('names the recipients that were refused when others got the mail', async () => {
    server = await startMailServer(authority, { refuse: ['night@example.org'] });
    const result = failed(await email.perform(input(), options(server.port)));
    expect(result.detail).toMatch(
      /went to team@example\.org, but .* refused night@example\.org \(550 mailbox unknown/,
    );
    expect(server.mails[0]?.to).toEqual(['team@example.org']);
  });

  it('says that every recipient was refused', async () => {
    server = await startMailServer(authority, { refuse: ['team@example.org', 'night@example.org'] });
    const result = failed(await email.perform(input(), options(server.port)));
    expect(result.detail).toMatch(
      /refused every recipient: team@example\.org \(550 .*night@example\.org \(550/,
    );
    expect(server.mails).toEqual([]);
  });

  it('says that the server is dead', async () => {
    server = await startMailServer(authority);
    const { port } = server;
    await server.close();
    server = null;
    expect(failed(await email.perform(input(), options(port))).detail).toContain('does not listen');
  });

  it('gives up a server that says nothing', async () => {
    silent = createServer();
    await new Promise<void>((resolve) => silent?.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const result = failed(await email.perform(input(), options(address.port, { timeoutMs: 300 })));
    expect(result.detail).toContain('did not answer in time');
  });

  it('sends nothing, not even the login, to a server that does not encrypt', async () => {
    const logins: string[] = [];
    server = await startMailServer(authority, {
      extra: {
        hideSTARTTLS: true,
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
        onAuth(auth, _session, callback) {
          logins.push(auth.username ?? '');
          callback(null, { user: 'anyone' });
        },
      },
    });
    const result = failed(await email.perform(input(), options(server.port)));
    expect(result.detail).toContain('does not encrypt with STARTTLS');
    expect(failed(await email.check(options(server.port))).detail).toBe(result.detail);
    expect(logins).toEqual([]);
    expect(server.mails).toEqual([]);
  });

  it('does not send without the login when the server offers none', async () => {
    server = await startMailServer(authority, { extra: { disabledCommands: ['AUTH'], authOptional: true } });
    failed(await email.perform(input(), options(server.port)));
    expect(server.mails).toEqual([]);
  });

  it('trusts nobody but the given authority', async () => {
    server = await startMailServer(authority);
    const other = makeAuthority(folder, 'other');
    for (const caFile of [other.caFile, undefined]) {
      const result = failed(await email.perform(input(), options(server.port, { caFile })));
      expect(result.detail).toContain('certificate that is not trusted');
      expect(result.hint).toContain('caFile');
    }
    expect(server.mails).toEqual([]);
  });

  it('is encrypted from the start with security tls, and says so when the server is not', async () => {
    server = await startMailServer(authority, { extra: { secure: true } });
    expect(await email.perform(input(), options(server.port, { security: 'tls' }))).toMatchObject({
      outcome: 'done',
    });
    expect(server.mails[0]?.secure).toBe(true);
    await server.close();
    server = await startMailServer(authority);
    const result = failed(await email.perform(input(), options(server.port, { security: 'tls' })));
    expect(result.detail).toContain('no TLS connection');
  });

  it('goes unencrypted to this machine when that is asked for', async () => {
    server = await startMailServer(authority, { extra: { allowInsecureAuth: true } });
    expect(await email.perform(input(), options(server.port, { security: 'none' }))).toMatchObject({
      outcome: 'done',
    });
    expect(server.mails[0]?.secure).toBe(false);
  });

  it('says that the password or the authority cannot be read', async () => {
    const gone = join(folder, 'gone');
    expect(failed(await email.perform(input(), options(9, { passwordFile: gone }))).detail).toContain(
      'cannot be read',
    );
    expect(failed(await email.check(options(9, { caFile: gone }))).detail).toContain('cannot be read');
    const none = options(9, { passwordFile: undefined, passwordEnv: 'STRAYFLOW_TEST_UNSET' });
    expect(failed(await email.perform(input(), none)).detail).toContain('STRAYFLOW_TEST_UNSET');
  });
});
