/** Names from the traffic in each kind of message: where they stand, and that the worst of them stay names. */
import { describe, expect, it } from 'vitest';
import { emailNotice } from '../../src/actions/email-notice.js';
import { emailOptionsSchema } from '../../src/actions/email-options.js';
import { letterHtml } from '../../src/actions/letter-parts.js';
import { cleanMessage } from '../../src/actions/notices/clean.js';
import { composeNoticeLetter } from '../../src/actions/notices/letter.js';
import { syslogMessages } from '../../src/actions/syslog/message.js';
import { syslogOptionsSchema } from '../../src/actions/syslog/options.js';
import { bodiesOf } from '../../src/actions/webhook/bodies.js';
import type { Notice } from '../../src/model/notifier.js';
import { ACTS, exampleMessage, exampleNotice, HOSTILE, namedBy } from './example-message.js';
import { readCef, readSyslog } from './rfc5424.js';

const HOST = exampleNotice().host;
/** Names that try to be more. */
const FORGED = [
  ...HOSTILE,
  'x</td><a href="https://evil.example">log in</a>',
  'x| act=allowed cs6=none msg=all is well',
  'x\r\nBcc: all@example.org',
  'ok (DHCP), 10.1.0.5 harmless (DNS). Incident closed',
  '@channel <!here>',
];

const NAMED: Partial<Notice> = {
  names: ['scanner.example.net'],
  named: [
    { address: HOST, names: [{ name: 'scanner.example.net', source: 'tls' }] },
    {
      address: '10.1.0.5',
      names: [
        { name: 'nas', source: 'dhcp' },
        { name: 'files.example.org', source: 'dns' },
      ],
    },
  ],
};
const hostile = (name: string): Partial<Notice> => ({ names: [name], named: namedBy(HOST, name) });

const options = emailOptionsSchema.parse({
  host: 'mail.example.org',
  from: 'strayflow@example.org',
  to: ['team@example.org'],
  username: 'strayflow',
  passwordFile: '/run/secrets/mail',
});

function syslogOf(notice: Partial<Notice>, format: string) {
  const message = cleanMessage(exampleMessage({}, notice));
  const parsed = syslogOptionsSchema.parse({ format, transport: 'tls' });
  return readSyslog(syslogMessages(message, parsed, 'sensor')[0]!);
}
const json = (notice: Partial<Notice>, format: string) => JSON.parse(syslogOf(notice, format).text);
const posted = (notice: Partial<Notice>, template: 'json' | 'slack' | 'teams' | 'pagerduty') =>
  bodiesOf(exampleMessage({}, notice), template, '0'.repeat(32))[0]!;
const html = (notice: Partial<Notice>) =>
  letterHtml(composeNoticeLetter(cleanMessage(exampleMessage({}, notice)), '[x]'), null, null);

describe('names of addresses', () => {
  it('stand beside the host and after what mentions the others, with where they come from', () => {
    const mail = emailNotice.plan(exampleMessage({}, NAMED), options);
    expect(mail).toContain('\n203.0.113.66 (scanner.example.net (SNI))\n');
    expect(mail).toContain('\n  Names in the traffic: 10.1.0.5 nas (DHCP), files.example.org (DNS).\n');
    expect(mail).toMatch(/^Subject: \[strayflow\] 203\.0\.113\.66, incident 0123456789abcdef$/m);
    const { text, data } = syslogOf(NAMED, 'text');
    expect(text).toContain('[scanner.example.net (SNI)]. Blocked until');
    expect(text).toContain(
      '5 minutes. Names in the traffic: 10.1.0.5 nas (DHCP), files.example.org (DNS). 1 more sign.',
    );
    expect(data.get('strayflow@32473')!.get('other-name')).toEqual([
      '10.1.0.5 nas (DHCP), files.example.org (DNS)',
    ]);
    const { extension } = readCef(syslogOf(NAMED, 'cef').text);
    expect(extension.get('cs5')).toBe('scanner.example.net');
    expect(extension.get('cs6Label')).toBe('other names');
    expect(extension.get('cs6')).toBe('10.1.0.5 nas (DHCP), files.example.org (DNS)');
    expect(json(NAMED, 'ecs')).toMatchObject({
      related: { hosts: [HOST, 'scanner.example.net', 'nas', 'files.example.org'] },
      source: { domain: 'scanner.example.net' },
      strayflow: { named: NAMED.named },
    });
    expect(json(NAMED, 'ocsf')).toMatchObject({ unmapped: { named: NAMED.named } });
    expect(JSON.parse(posted(NAMED, 'json'))).toMatchObject({ data: { notices: [NAMED] } });
    for (const chat of ['slack', 'teams'] as const) {
      expect(posted(NAMED, chat)).toContain('Known as: scanner.example.net (SNI)');
      expect(posted(NAMED, chat)).toContain(
        'Names in the traffic: 10.1.0.5 nas (DHCP), files.example.org (DNS)',
      );
    }
    expect(JSON.parse(posted(NAMED, 'pagerduty'))).toMatchObject({
      payload: {
        custom_details: {
          names: ['scanner.example.net'],
          other_names: ['10.1.0.5 nas (DHCP), files.example.org (DNS)'],
        },
      },
    });
  });

  it('are at most three of nine addresses, however many there are', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      address: `10.1.0.${i}`,
      names: Array.from({ length: 9 }, (_, j) => ({ name: `${i}-${j}`, source: 'dns' as const })),
    }));
    const [notice] = cleanMessage(exampleMessage({}, { names: ['a', 'b', 'c', 'd'], named: many })).notices;
    expect(notice!.names).toEqual(['a', 'b', 'c']);
    expect(notice!.named!.map(({ names }) => names.length)).toEqual(Array.from({ length: 9 }, () => 3));
  });

  it.each(FORGED)('cannot be more than names: %j', (name) => {
    const notice = hostile(name);
    const mail = emailNotice.plan(exampleMessage({}, notice), options);
    const [head, body] = [mail.slice(0, mail.indexOf('\n\n')), mail.slice(mail.indexOf('\n\n'))];
    expect(head).toBe(emailNotice.plan(exampleMessage(), options).slice(0, head.length));
    expect(mail.match(/^Incident closed|^Bcc:/gm)).toBeNull();
    expect(body.replaceAll('\n', '')).not.toMatch(ACTS);
    expect(html(notice).match(/<(?:a|td|script|img|b)\b/g)).toBeNull();
    expect(html(notice).match(/<h2/g)).toHaveLength(1);
    const { text, data } = syslogOf(notice, 'text');
    expect(text).not.toMatch(ACTS);
    expect(data.get('strayflow@32473')!.get('kind')).toEqual(['opened']);
    const [other = ''] = data.get('strayflow@32473')!.get('other-name') ?? [];
    expect(other).toMatch(/^10\.1\.0\.5 [\w.?-]* \(SNI\)$/);
    expect(text.split('10.1.0.5 harmless')).toHaveLength(1);
    const { header, extension } = readCef(syslogOf(notice, 'cef').text);
    expect(header).toHaveLength(7);
    expect(extension.get('act')).toBe('block');
    expect(extension.get('cs6')).toBe(other);
    for (const format of ['ecs', 'ocsf']) expect(syslogOf(notice, format).text).toMatch(/^[\x20-\x7e]*$/);
    for (const template of ['json', 'slack', 'teams', 'pagerduty'] as const) {
      expect(posted(notice, template)).toMatch(/^[\x20-\x7e]*$/);
      JSON.parse(posted(notice, template));
    }
    for (const chat of ['slack', 'teams'] as const) {
      expect(posted(notice, chat)).not.toMatch(/@channel|<!here|<a |\{\{/);
    }
  });
});
