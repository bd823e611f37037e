/** Mails about incidents: how they read, how they thread, and that nothing of the traffic gets into their headers. */
import { assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailNotice } from '../../src/actions/email-notice.js';
import { emailOptionsSchema } from '../../src/actions/email-options.js';
import { letterHtml } from '../../src/actions/letter-parts.js';
import { cleanMessage } from '../../src/actions/notices/clean.js';
import { composeNoticeLetter } from '../../src/actions/notices/letter.js';
import type { Message } from '../../src/model/notifier.js';
import { exampleMessage, exampleNotice, HOSTILE, hostileMessage } from './example-message.js';

const options = emailOptionsSchema.parse({
  host: 'mail.example.org',
  username: 'strayflow',
  passwordFile: '/run/secrets/mail',
  from: 'strayflow@example.org',
  to: ['team@example.org', 'night@example.org'],
});

function headersOf(message: Message): Readonly<Record<string, string>> {
  const plan = emailNotice.plan(message, options);
  const lines = plan.slice(0, plan.indexOf('\n\n')).split('\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
}

describe('a mail about an incident', () => {
  it('reads like this', () => {
    expect(emailNotice.plan(exampleMessage(), options)).toMatchInlineSnapshot(`
      "By mail.example.org:587 (starttls)
      From: Strayflow <strayflow@example.org>
      To: team@example.org, night@example.org
      Subject: [strayflow] 203.0.113.66, incident 0123456789abcdef
      Message-ID: <strayflow.0123456789abcdef@example.org>

      Incident opened: 203.0.113.66: port scan, brute force (risk 0.868)

      203.0.113.66 (scanner.example.net)
        Incident opened. Blocked until 2026-03-03 18:55:00 UTC: risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable
        * 203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes.
            2026-03-03 18:40:00 UTC to 2026-03-03 18:44:00 UTC
        * 203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes.
            2026-03-03 18:45:00 UTC to 2026-03-03 18:50:00 UTC
        1 more sign.

      Incident 0123456789abcdef, the first message about it; 2026-03-03 18:44:00 UTC to 2026-03-03 18:50:00 UTC; decided by rule block line.

      Sent by Strayflow. strayflow blocks list shows what is blocked, strayflow undo ADDRESS lifts a block.
      "
    `);
  });

  it('reads like this as a digest', () => {
    const many = Array.from({ length: 4 }, (_, i) => ({
      ...exampleNotice().evidence[0]!,
      summary: `sign ${i}`,
    }));
    const digest = exampleMessage({
      purpose: 'digest',
      omitted: 2,
      notices: [
        exampleNotice({ kind: 'closed', evidence: many }),
        exampleNotice({
          host: '10.0.0.9',
          role: 'victim',
          names: [],
          site: 'north',
          action: 'alert',
          evidence: [],
        }),
      ],
    });
    expect(emailNotice.plan(digest, options)).toMatchInlineSnapshot(`
      "By mail.example.org:587 (starttls)
      From: Strayflow <strayflow@example.org>
      To: team@example.org, night@example.org
      Subject: [strayflow] 4 incidents
      Message-ID: <strayflow.digest.fedcba9876543210@example.org>

      4 incidents: 203.0.113.66: port scan, brute force (risk 0.868), ...

      203.0.113.66: port scan, brute force (risk 0.868) (scanner.example.net)
        Incident closed. Blocked until 2026-03-03 18:55:00 UTC: risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable
        * sign 0
            2026-03-03 18:40:00 UTC to 2026-03-03 18:44:00 UTC
        * sign 1
            2026-03-03 18:40:00 UTC to 2026-03-03 18:44:00 UTC
        * sign 2
            2026-03-03 18:40:00 UTC to 2026-03-03 18:44:00 UTC
        2 more signs.

      10.0.0.9 as victim: port scan, brute force (risk 0.868) (site north)
        Incident opened. Alert: risk 0.868 is over the block line 0.75, with two families of which brute-force is attributable
        1 more sign.

      2 more incidents.

      Sent by Strayflow. strayflow blocks list shows what is blocked, strayflow undo ADDRESS lifts a block.
      "
    `);
  });

  it('threads: what comes later continues the first, under one subject', () => {
    const first = headersOf(exampleMessage());
    const later = [1, 2].map((revision) =>
      headersOf(
        exampleMessage(
          { id: `000000000000000${revision}` },
          {
            kind: revision === 2 ? 'closed' : 'updated',
            revision,
            risk: 0.99,
            families: ['flood'],
            names: [],
          },
        ),
      ),
    );
    expect(first['References']).toBeUndefined();
    expect(later.map((headers) => headers['References'])).toEqual([first['Message-ID'], first['Message-ID']]);
    expect(later.map(({ Subject }) => Subject)).toEqual([
      `Re: ${first['Subject']}`,
      `Re: ${first['Subject']}`,
    ]);
    const ids = [first, ...later].map((headers) => headers['Message-ID']);
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^<[\w.]+@example\.org>$/);
  });

  it('has the same identity however often it is sent; a digest and a test have their own', () => {
    expect(headersOf(exampleMessage())).toEqual(headersOf(exampleMessage()));
    const digest = exampleMessage({ purpose: 'digest', notices: [exampleNotice(), exampleNotice()] });
    expect(headersOf(digest)['Message-ID']).toBe('<strayflow.digest.fedcba9876543210@example.org>');
    const test = exampleMessage({ purpose: 'test' });
    expect(headersOf(test)['Message-ID']).toBe('<strayflow.test.fedcba9876543210@example.org>');
    expect(headersOf(test)['Subject']).toContain('Test: ');
    expect(emailNotice.plan(test, options)).toContain('sent by hand to see whether it arrives');
  });

  it('is planned without secrets', () => {
    process.env['STRAYFLOW_TEST_MAIL'] = 'hunter2';
    const { passwordFile: _, ...rest } = options;
    const plan = emailNotice.plan(exampleMessage(), { ...rest, passwordEnv: 'STRAYFLOW_TEST_MAIL' });
    delete process.env['STRAYFLOW_TEST_MAIL'];
    expect(plan).not.toContain('hunter2');
  });

  it('has the headers that it has, whatever the traffic says', () => {
    const names = ['From', 'To', 'Subject', 'Message-ID', 'References'];
    assert(
      property(hostileMessage, (message) => {
        const headers = headersOf(message);
        expect(names).toEqual(expect.arrayContaining(Object.keys(headers)));
        expect(headers['From']).toBe('Strayflow <strayflow@example.org>');
        expect(headers['To']).toBe('team@example.org, night@example.org');
        expect(headers['Subject']).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(headers['Subject']!.length).toBeLessThanOrEqual(410);
        expect(emailNotice.plan(message, options)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 60 },
    );
  });

  it.each(HOSTILE)('has no tag that %j brings along', (text) => {
    const notice = exampleNotice({ host: text, site: text, reason: text, names: [text], rule: text });
    const clean = cleanMessage(exampleMessage({ notices: [notice] }));
    const page = letterHtml(composeNoticeLetter(clean, '[strayflow]'), null, null);
    const plain = letterHtml(composeNoticeLetter(cleanMessage(exampleMessage()), '[strayflow]'), null, null);
    const tags = (html: string) => new Set(html.match(/<\/?\w+/g));
    for (const tag of tags(page)) expect(tags(plain)).toContain(tag);
    expect(page.length).toBeLessThan(20_000);
  });
});
