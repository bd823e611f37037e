/** Syslog messages: how they read, that they read back, and that nothing in them gets out of its place. */
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanMessage, MAX_NOTICES } from '../../src/actions/notices/clean.js';
import { syslogMessages } from '../../src/actions/syslog/message.js';
import { FACILITIES, maxBytesOf, portOf, syslogOptionsSchema } from '../../src/actions/syslog/options.js';
import { syslog } from '../../src/actions/syslog.js';
import type { Message, Notice } from '../../src/model/notifier.js';
import { ACTS, exampleMessage, exampleNotice, HOSTILE, hostileMessage, namedBy } from './example-message.js';
import { readCef, readSyslog, type SyslogMessage } from './rfc5424.js';

const FORMATS = ['text', 'cef', 'ecs', 'ocsf'] as const;

function write(message: Message, options: Record<string, unknown> = {}): Buffer[] {
  return syslogMessages(cleanMessage(message), syslogOptionsSchema.parse(options), 'sensor');
}
function one(notice: Partial<Notice> = {}, options: Record<string, unknown> = {}): SyslogMessage {
  return readSyslog(write(exampleMessage({}, notice), options)[0]!);
}
function json(notice: Partial<Notice>, format: string, changes: Partial<Message> = {}) {
  const [bytes] = write(exampleMessage(changes, notice), { format, transport: 'tls' });
  return JSON.parse(readSyslog(bytes!).text) as Record<string, unknown>;
}

describe('a syslog message', () => {
  it('reads like this', () => {
    expect(write(exampleMessage())[0]!.toString('utf8')).toMatchInlineSnapshot(
      `"<131>1 2026-03-03T18:51:00.000Z sensor strayflow - incident-opened [strayflow@32473 message="fedcba9876543210" purpose="incident" incident="0123456789abcdef" revision="0" kind="opened" host="203.0.113.66" omitted="0" name="scanner.example.net" site="" role="actor" action="block" simulated="false" approval="false" rule="block line" risk="0.868" family="port-scan" family="brute-force" opened="2026-03-03T18:44:00.000Z" time="2026-03-03T18:50:00.000Z" expires="2026-03-03T18:55:00.000Z"] Incident opened: 203.0.113.66: port scan, brute force (risk 0.868) [scanner.example.net]. Blocked until 2026-03-03 18:55:00 UTC. risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable. 203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes. 203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes. 1 more sign."`,
    );
  });

  it('has a severity that follows the risk, in the facility that is set', () => {
    const severities = [0.95, 0.8, 0.6, 0.2].map((risk) => one({ risk }, { facility: 'authpriv' }));
    expect(severities.map(({ facility, severity }) => [facility, severity])).toEqual([
      [10, 2],
      [10, 3],
      [10, 4],
      [10, 5],
    ]);
    expect(one({ risk: 0.95, kind: 'closed' }).severity).toBe(5);
    const [test] = write(exampleMessage({ purpose: 'test' }, { risk: 0.95 }));
    expect(readSyslog(test!)).toMatchObject({ severity: 6, kind: 'test' });
    expect(readSyslog(test!).text).toMatch(/^Test: /);
  });

  it('marks text that is not ASCII as UTF-8, and no other', () => {
    expect(one().hasMark).toBe(false);
    expect(one({ host: 'büro' })).toMatchObject({ hasMark: true });
    for (const format of ['cef', 'ecs', 'ocsf'])
      expect(one({ host: 'büro' }, { format }).hasMark).toBe(false);
  });

  it('is one for each notice of a digest, which says what is left out', () => {
    const notices = Array.from({ length: MAX_NOTICES + 7 }, (_, i) =>
      exampleNotice({ host: `203.0.113.${i}` }),
    );
    const written = write(exampleMessage({ purpose: 'digest', notices, omitted: 3 }));
    expect(written).toHaveLength(MAX_NOTICES);
    const { data } = readSyslog(written[99]!);
    expect(data.get('strayflow@32473')!.get('omitted')).toEqual(['10']);
    expect(data.get('strayflow@32473')!.get('host')).toEqual(['203.0.113.99']);
  });

  it.each(HOSTILE)('keeps %j in its place', (text) => {
    const hostile = exampleNotice({
      host: text,
      site: text,
      rule: text,
      reason: text,
      names: [text, text],
      named: namedBy(text, text, text),
      evidence: [{ ...exampleNotice().evidence[0]!, id: text, summary: text }],
    });
    for (const format of FORMATS) {
      const [bytes, ...more] = write(exampleMessage({ notices: [hostile] }), { format, transport: 'tls' });
      expect(more).toEqual([]);
      const message = readSyslog(bytes!);
      expect([...message.data.keys()]).toEqual(['strayflow@32473']);
      expect(message.data.get('strayflow@32473')!.get('kind')).toEqual(['opened']);
      expect(bytes!.toString('utf8').replace(/^.*?\ufeff/u, '')).not.toMatch(ACTS);
      if (format !== 'cef') continue;
      const { header, extension } = readCef(message.text);
      expect(header.slice(0, 3)).toEqual(['CEF:0', 'Strayflow', 'Strayflow']);
      expect(extension.get('act')).toBe('block');
      expect(extension.get('src')).toBeUndefined();
    }
  });

  it('reads back whatever it is told, in every format, and is never too long', () => {
    const options = record({
      format: constantFrom(...FORMATS),
      transport: constantFrom('udp', 'tcp', 'tls'),
      facility: constantFrom(...FACILITIES),
      maxBytes: integer({ min: 2_048, max: 9_000 }),
      hostname: constantFrom('sensor', 'h'.repeat(100)),
      enterprise: constantFrom(1, 4_294_967_295),
    });
    assert(
      property(hostileMessage, options, (message, chosen) => {
        const parsed = syslogOptionsSchema.parse(chosen);
        const clean = cleanMessage(message);
        const written = syslogMessages(clean, parsed, 'sensor');
        expect(written).toHaveLength(message.notices.length);
        for (const [i, bytes] of written.entries()) {
          const notice = clean.notices[i]!;
          expect(bytes.length).toBeLessThanOrEqual(chosen.maxBytes);
          const read = readSyslog(bytes);
          expect(FACILITIES[read.facility]).toBe(chosen.facility);
          expect(read).toMatchObject({ application: 'strayflow', process: '-', hostname: chosen.hostname });
          expect(read.text).not.toMatch(ACTS);
          const data = read.data.get(`strayflow@${chosen.enterprise}`)!;
          expect(data.get('incident')).toEqual([notice.incident]);
          expect(data.get('revision')).toEqual([String(notice.revision)]);
          const isAddress = /^[\w.:/-]{1,43}$/.test(notice.host);
          if (isAddress) expect(data.get('host')).toEqual([notice.host]);
          if (chosen.format === 'cef') {
            const { header, extension } = readCef(read.text);
            expect(header).toHaveLength(7);
            expect(extension.get('externalId')).toBe(notice.incident);
            expect(extension.get('cn1')).toBe(String(notice.revision));
            if (isAddress) expect(extension.get('cs4')).toBe(notice.host);
          } else if (chosen.format !== 'text') {
            expect(read.text).toMatch(/^[\x20-\x7e]*$/);
            const { strayflow, finding_info } = JSON.parse(read.text) as Record<
              string,
              Record<string, unknown>
            >;
            expect((strayflow?.['incident'] ?? finding_info?.['uid']) === notice.incident).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(FORMATS)('fits a datagram as %s when all of it is as long as can be', (format) => {
    const long = '\u2177'.repeat(400);
    const notice: Partial<Notice> = {
      host: long,
      site: long,
      rule: long,
      reason: long,
      names: [long, long],
      named: Array.from({ length: 9 }, () => namedBy(long, long, long, long)).flat(),
      role: 'victim',
      action: 'quarantine',
      approval: true,
      risk: 0.868_123_456_789_012_3,
      revision: 2_147_483_647,
      moreEvidence: 1e9,
      families: ['man-in-the-middle', 'rare-destination', 'lateral-movement'],
      evidence: Array.from({ length: 10 }, () => ({ ...exampleNotice().evidence[0]!, summary: long })),
    };
    const [bytes] = write(exampleMessage({ purpose: 'test', omitted: 1e9 }, notice), {
      format,
      hostname: 'h'.repeat(100),
      enterprise: 4_294_967_295,
      facility: 'local7',
    });
    expect(bytes!.length).toBeLessThanOrEqual(2_048);
    const { text } = readSyslog(bytes!);
    if (format === 'ecs' || format === 'ocsf') JSON.parse(text);
    else expect(text).toMatch(/ more signs\.$/);
  });

  it('is cut to 1024 bytes as text', () => {
    assert(
      property(hostileMessage, constantFrom('a', 'h'.repeat(100)), (message, hostname) => {
        for (const bytes of write(message, { maxBytes: 1_024, hostname })) {
          expect(bytes.length).toBeLessThanOrEqual(1_024);
          readSyslog(bytes);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('says less where there is less room, and counts what it leaves out', () => {
    const evidence = Array.from({ length: 10 }, () => ({
      ...exampleNotice().evidence[0]!,
      summary: 'a sentence of some length '.repeat(10),
    }));
    const roomy = one({ evidence }, { transport: 'tcp' });
    const tight = one({ evidence }, { maxBytes: 1_200 });
    expect(roomy.text).toMatch(/ 1 more sign\.$/);
    expect(tight.text).toMatch(/ (8|10|11) more signs\.$/);
  });

  it('is written about no message without a notice, and none with a forged identity', () => {
    expect(() => cleanMessage(exampleMessage({ notices: [] }))).toThrow(RangeError);
    expect(() => cleanMessage(exampleMessage({ id: 'a\r\nb' }))).toThrow(RangeError);
    expect(() => cleanMessage(exampleMessage({}, { incident: '0123456789abcdeg' }))).toThrow(RangeError);
  });
});

describe('CEF', () => {
  it('reads like this', () => {
    expect(one({}, { format: 'cef' }).text.replace(/\|\d+\.\d+\.\d+\|/, '|VERSION|')).toMatchInlineSnapshot(
      `"CEF:0|Strayflow|Strayflow|VERSION|port-scan|incident opened: port-scan, brute-force|9|rt=1772563860000 start=1772563440000 end=1772563800000 externalId=0123456789abcdef cat=port-scan,brute-force act=block reason=risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable dvchost=sensor src=203.0.113.66 cs1Label=rule cs1=block line cs2Label=site cs3Label=event cs3=fedcba9876543210-0123456789abcdef-0 cs4Label=host cs4=203.0.113.66 cs5Label=names cs5=scanner.example.net cn1Label=revision cn1=0 cfp1Label=risk cfp1=0.868 deviceCustomDate1Label=expires deviceCustomDate1=1772564100000 msg=Incident opened: 203.0.113.66: port scan, brute force (risk 0.868) [scanner.example.net]. Blocked until 2026-03-03 18:55:00 UTC. risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable. 203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes. 203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes. 1 more sign."`,
    );
  });

  it('names addresses by kind and role', () => {
    const keys = (host: string, role: 'actor' | 'victim') =>
      [...readCef(one({ host, role }, { format: 'cef' }).text).extension].filter(
        ([, value]) => value === host,
      );
    expect(keys('203.0.113.66', 'victim').map(([key]) => key)).toEqual(['dst', 'cs4']);
    expect(keys('2001:db8::1', 'actor').map(([key]) => key)).toEqual(['c6a2', 'cs4']);
    expect(keys('2001:db8::1', 'victim').map(([key]) => key)).toEqual(['c6a3', 'cs4']);
    expect(keys('2001:db8::/64', 'actor').map(([key]) => key)).toEqual(['shost', 'cs4']);
  });
});

describe('ECS', () => {
  it('holds what the schema asks for', () => {
    expect(json({}, 'ecs')).toMatchObject({
      '@timestamp': '2026-03-03T18:50:00.000Z',
      ecs: { version: '8.11.0' },
      event: {
        kind: 'alert',
        category: ['intrusion_detection'],
        type: ['denied'],
        action: 'incident-opened',
        severity: 3,
        risk_score: 0.868,
        risk_score_norm: 86.8,
      },
      source: { address: '203.0.113.66', ip: '203.0.113.66', domain: 'scanner.example.net' },
      related: { ip: ['203.0.113.66'], hosts: ['203.0.113.66', 'scanner.example.net'] },
      strayflow: { incident: '0123456789abcdef', moreEvidence: 1 },
    });
    expect(json({ simulated: true, host: '2001:db8::/64', role: 'victim' }, 'ecs')).toMatchObject({
      event: { type: ['info'] },
      destination: { address: '2001:db8::/64' },
      related: { hosts: ['2001:db8::/64', 'scanner.example.net'] },
    });
    expect(json({}, 'ecs', { purpose: 'test' })).toMatchObject({ event: { kind: 'event' } });
  });
});

describe('OCSF', () => {
  /** Requirement "required" of Detection Finding 1.4.0 with profile security_control. */
  const REQUIRED = [
    'action_id',
    'activity_id',
    'category_uid',
    'class_uid',
    'finding_info',
    'metadata',
    'severity_id',
    'time',
    'type_uid',
  ];

  it('holds what a Detection Finding must', () => {
    const finding = json({}, 'ocsf');
    expect(Object.keys(finding)).toEqual(expect.arrayContaining(REQUIRED));
    expect(finding).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 4,
      status_id: 1,
      is_alert: true,
      risk_score: 87,
      action_id: 2,
      disposition_id: 2,
      metadata: { version: '1.4.0', product: { vendor_name: 'Strayflow' }, profiles: ['security_control'] },
      finding_info: { uid: '0123456789abcdef', first_seen_time: Date.UTC(2026, 2, 3, 18, 40) },
      evidences: [
        {
          src_endpoint: { ip: '203.0.113.66', hostname: 'scanner.example.net' },
          data: { family: 'port-scan' },
        },
        { data: { family: 'brute-force' } },
      ],
    });
  });

  it.each([
    [{ kind: 'updated' }, { type_uid: 200402, status_id: 2 }],
    [{ kind: 'closed' }, { type_uid: 200403, status_id: 4, is_alert: false }],
    [{ simulated: true }, { action_id: 1, disposition_id: 15 }],
    [{ approval: true }, { action_id: 1, disposition_id: 19 }],
    [{ action: 'alert' }, { action_id: 1, disposition_id: 19 }],
    [{ action: 'quarantine' }, { action_id: 2, disposition_id: 4 }],
  ] as [Partial<Notice>, object][])('of %j is %j', (notice, expected) => {
    expect(json(notice, 'ocsf')).toMatchObject(expected);
  });
});

describe('options of syslog', () => {
  it('know the usual ports and lengths', () => {
    const of = (transport: string) => syslogOptionsSchema.parse({ transport });
    expect(['udp', 'tcp', 'tls'].map((transport) => portOf(of(transport)))).toEqual([514, 601, 6514]);
    expect(['udp', 'tcp', 'tls'].map((transport) => maxBytesOf(of(transport)))).toEqual([
      2_048, 8_192, 8_192,
    ]);
  });

  it.each([
    { hostname: 'a b' },
    { hostname: 'h'.repeat(101) },
    { host: 'a\r\nb' },
    { maxBytes: 1_024, format: 'ocsf' },
    { transport: 'tcp', caFile: '/ca.pem' },
    { transport: 'tls', keyFile: '/key.pem' },
    { facility: 'local8' },
    { enterprise: 0 },
    { surprise: 1 },
  ])('refuse %j', (options) => {
    expect(syslogOptionsSchema.safeParse(options).success).toBe(false);
  });

  it('are planned without a control character, one line a message', () => {
    assert(
      property(array(hostileMessage, { minLength: 1, maxLength: 1 }), ([message]) => {
        const plan = syslog.plan(message!, syslogOptionsSchema.parse({}));
        const lines = plan.split('\n');
        expect(lines[0]).toBe('To 127.0.0.1:514 (udp):');
        expect(lines).toHaveLength(message!.notices.length + 2);
        for (const line of lines) expect(line).not.toMatch(ACTS);
      }),
      { numRuns: 20 },
    );
  });
});
