/** From a capture to a mail in a real mailbox and a report on a real Apache httpd, through the whole tool. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  PASSWORD as MAIL_PASSWORD,
  USERNAME as MAIL_USER,
  type MailServer,
  partsOf,
  startMailServer,
} from '../actions/mail-server.js';
import { type Authority, makeAuthority } from '../own-authority.js';
import { type Apache, PASSWORD, startApache, USERNAME } from '../publish/apache.js';
import { curl } from '../publish/example-report.js';
import { LAB, strayflow } from './run-strayflow.js';

const CAPTURE = `${LAB}captures/attacked.pcap.gz`;
let folder: string;
let authority: Authority;
let apache: Apache;
let mail: MailServer | null = null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-deliver-'));
  authority = makeAuthority(folder, 'mail');
  apache = await startApache();
});
afterEach(async () => {
  await mail?.close();
  mail = null;
});
afterAll(() => {
  apache?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function configuration(name: string, lines: readonly string[]): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, ['internal: [10.20.0.0/23]', 'policy: { mode: alert }', ...lines, ''].join('\n'));
  return path;
}

const mailTo = (port: number, more: readonly string[] = []): string[] => [
  'actions:',
  '  email:',
  '    host: localhost',
  `    port: ${port}`,
  `    username: ${MAIL_USER}`,
  '    passwordEnv: TEST_MAIL_PASSWORD',
  `    caFile: ${authority.caFile}`,
  '    from: strayflow@example.org',
  '    to: [team@example.org]',
  ...more.map((line) => `    ${line}`),
];
const publishTo = (place: 'basic' | 'digest'): string[] => [
  'publish:',
  '  - kind: webdav',
  `    url: ${apache.url(place)}`,
  `    username: ${USERNAME}`,
  '    passwordEnv: TEST_WEB_PASSWORD',
  `    caFile: ${apache.authority.caFile}`,
];

function analyse(
  name: string,
  config: string,
  more: readonly string[] = [],
  passwords: readonly [string, string] = [MAIL_PASSWORD, PASSWORD],
) {
  return strayflow(['analyze', CAPTURE, '--config', config, '--report', join(folder, name), ...more], {
    env: { TEST_MAIL_PASSWORD: passwords[0], TEST_WEB_PASSWORD: passwords[1] },
  });
}

const reportIsWhole = (name: string) => {
  for (const file of ['index.html', 'summary.txt', 'evidence.json', 'plots/risk.png', 'manifest.json']) {
    expect(existsSync(join(folder, name, file)), file).toBe(true);
  }
};

describe('an alert', () => {
  it('arrives over STARTTLS with a login: who, what, and the risk plot', async () => {
    mail = await startMailServer(authority);
    const outcome = await analyse('mailed', configuration('mailed', mailTo(mail.port)));
    expect(outcome.code).toBe(0);
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]!.secure).toBe(true);
    const parts = partsOf(mail.mails[0]!.raw);
    expect(parts.map((part) => part.type)).toEqual(['text/plain', 'text/html', 'image/png']);
    expect(mail.mails[0]!.raw).toMatch(/Subject: .*10\.20\.0\.66/);
    expect(outcome.stdout + outcome.stderr).not.toContain(MAIL_PASSWORD);
  });

  it('is not sent in observe mode', async () => {
    mail = await startMailServer(authority);
    const config = configuration('observe', mailTo(mail.port));
    writeFileSync(config, ['internal: [10.20.0.0/23]', ...mailTo(mail.port), ''].join('\n'));
    expect((await analyse('observed', config)).code).toBe(0);
    expect(mail.mails).toHaveLength(0);
  });

  it('that cannot be delivered is said, the report is written, and the exit code tells', async () => {
    mail = await startMailServer(authority);
    const config = configuration('wrong', mailTo(mail.port));
    const wrong = await analyse('wrong', config, [], ['guess', PASSWORD]);
    expect(wrong.code).toBe(4);
    expect(wrong.stderr).toMatch(/error mail-failed: .*(login|password)/i);
    reportIsWhole('wrong');
    const { port } = mail;
    await mail.close();
    mail = null;
    const dead = await analyse('dead', configuration('dead', mailTo(port)));
    expect(dead.code).toBe(4);
    expect(dead.stderr).toMatch(/what to do: /);
    reportIsWhole('dead');
  });
});

describe('a report', () => {
  it.each(['basic', 'digest'] as const)(
    'is published over %s and seen by a GET; again without a byte',
    async (place) => {
      const config = configuration(place, publishTo(place));
      const first = await analyse(place, config, ['--publish', '--no-alert']);
      expect(first.code, first.stderr).toBe(0);
      const url = /published: (\S+)/.exec(first.stderr)![1]!;
      const login = ['--cacert', apache.authority.caFile, '--anyauth', '--user', `${USERNAME}:${PASSWORD}`];
      expect(curl(`${url}index.html`, ...login).body).toContain('10.20.0.66');
      expect(curl(apache.url(place), ...login).body).toContain(url.split('/').at(-2)!);
      apache.forgetRequests();
      const again = await strayflow(['publish', join(folder, place), '--config', config], {
        env: { TEST_WEB_PASSWORD: PASSWORD },
      });
      expect(again.code, again.stdout).toBe(0);
      expect(apache.requests().filter((line) => /^(PUT|MOVE|MKCOL|DELETE) /.test(line))).toEqual([]);
      expect(readdirSync(apache.files(place))).toContain(url.split('/').at(-2)!);
    },
  );

  it('that cannot be published is said, stays where it is, and the exit code tells', async () => {
    const config = configuration('refused', publishTo('digest'));
    const outcome = await analyse('refused', config, ['--publish', '--no-alert'], ['', 'guess']);
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(/error publish-failed: /);
    reportIsWhole('refused');
  });
});

describe('doctor', () => {
  it('answers each question, and says what to do where the answer is no', async () => {
    mail = await startMailServer(authority);
    const config = configuration('doctor', [...mailTo(mail.port), ...publishTo('basic')]);
    const env = { TEST_MAIL_PASSWORD: MAIL_PASSWORD, TEST_WEB_PASSWORD: PASSWORD };
    const well = await strayflow(['doctor', CAPTURE, '--config', config], { env, cwd: folder });
    expect(well.code, well.stdout).toBe(0);
    expect(well.stdout).toMatch(/ok {3}read[\s\S]*ok {3}write[\s\S]*ok {3}email[\s\S]*ok {3}publish/);
    const ill = await strayflow(['doctor', CAPTURE, '--config', config], {
      env: { ...env, TEST_WEB_PASSWORD: 'guess' },
      cwd: folder,
    });
    expect(ill.code).toBe(2);
    expect(ill.stdout).toMatch(/FAULT publish[\s\S]*what to do: /);
  });
});
