import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodiesOf } from '../../../src/actions/webhook/bodies.js';
import type { Message } from '../../../src/model/notifier.js';
import { ACTS, exampleMessage, exampleNotice, HOSTILE, hostileMessage, namedBy } from '../example-message.js';

const KEY = '0123456789abcdef0123456789abcdef';
const TEMPLATES = ['json', 'slack', 'teams', 'pagerduty'] as const;
type Template = (typeof TEMPLATES)[number];
const LIMITS: Readonly<Record<Template, number>> = {
  json: 256 << 10,
  slack: 64 << 10,
  teams: 14_000,
  pagerduty: 512 << 10,
};

const MENTIONS = [
  '@channel',
  '<!here>',
  '<!channel|x>',
  '<@U012345>',
  '<#C012345>',
  '<https://evil.example|click>',
  '@everyone @all @team-lead',
  '<at>Boss</at>',
  '[click](https://evil.example) **bold** _it_ `code`',
  '{{DATE(2017-02-14T06:00:00Z, SHORT)}}',
  '&lt;!here&gt;',
  ':rotating_light: *all is well*',
];

/** All texts of a value. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') {
    for (const each of Object.values(value)) yield* texts(each);
  }
}

function withText(text: string): Message {
  const [evidence] = exampleNotice().evidence;
  return exampleMessage(
    {},
    {
      site: text,
      host: text,
      names: [text, text],
      named: namedBy(text, text, text),
      rule: text,
      reason: text,
      evidence: [{ ...evidence!, id: text, summary: text }],
    },
  );
}

function digest(count: number, changes: Partial<Message> = {}, text = 'www.example.org'): Message {
  const [evidence] = exampleNotice().evidence;
  const notices = Array.from({ length: count }, (_, i) =>
    exampleNotice({
      incident: i.toString(16).padStart(16, '0'),
      host: `203.0.113.${i}`,
      names: [text, text, text, text],
      named: Array.from({ length: 5 }, () => namedBy(text, text, text, text)).flat(),
      reason: text,
      evidence: Array.from({ length: 10 }, () => ({ ...evidence!, summary: text })),
    }),
  );
  return exampleMessage({ purpose: 'digest', notices, ...changes });
}

describe.each(TEMPLATES)('template %s', (template) => {
  const parsed = (message: Message) =>
    bodiesOf(message, template, KEY).map((body) => JSON.parse(body) as unknown);

  it('says all of an incident, marks tests, and counts what a digest has no room for', async () => {
    const opened = exampleNotice({ site: 'north' });
    const closed = exampleNotice({ incident: '00000000000000ff', kind: 'closed', revision: 3, evidence: [] });
    const posted = {
      incident: parsed(exampleMessage()),
      test: parsed(exampleMessage({ purpose: 'test' }, { action: 'alert', expires: null, evidence: [] })),
      digest: parsed(exampleMessage({ purpose: 'digest', notices: [opened, closed], omitted: 7 })),
    };
    await expect(`${JSON.stringify(posted, null, 2)}\n`).toMatchFileSnapshot(`golden/${template}.json`);
  });

  it.each([...HOSTILE, ...MENTIONS])('lets nothing through: %j', (text) => {
    for (const body of bodiesOf(withText(text), template, KEY)) {
      expect(body).toMatch(/^[\x20-\x7e]*$/);
      for (const each of texts(JSON.parse(body))) expect(each.replaceAll('\n', '')).not.toMatch(ACTS);
    }
  });

  it('stays a JSON of one line, within the limit, with all its parts, whatever the traffic says', () => {
    fc.assert(
      fc.property(hostileMessage, (message) => {
        const bodies = bodiesOf(message, template, KEY);
        for (const body of bodies) {
          expect(body).toMatch(/^\{[\x20-\x7e]*\}$/);
          expect(body.length).toBeLessThanOrEqual(LIMITS[template]);
          for (const each of texts(JSON.parse(body))) expect(each.replaceAll('\n', '')).not.toMatch(ACTS);
        }
        expect(bodiesOf(message, template, KEY)).toEqual(bodies);
      }),
      { numRuns: 25 },
    );
  });

  it.each(['&', '😀', '\\"'])('keeps within the limit in a digest of hundreds full of %j', (unit) => {
    for (const count of [1, 3, 120]) {
      for (const body of bodiesOf(digest(count, {}, unit.repeat(400)), template, KEY)) {
        expect(body.length).toBeLessThanOrEqual(LIMITS[template]);
      }
    }
  });

  it('refuses a message without notices', () => {
    expect(() => bodiesOf(exampleMessage({ notices: [] }), template, KEY)).toThrow(RangeError);
  });
});

describe('template json', () => {
  interface Data {
    readonly data: { readonly notices: readonly unknown[]; readonly omitted: number };
  }
  const read = (message: Message) => JSON.parse(bodiesOf(message, 'json', '')[0]!) as Data;

  it('tells or counts every notice', () => {
    for (const text of ['www.example.org', '😀'.repeat(400)]) {
      const { data } = read(digest(150, { omitted: 3 }, text));
      expect(data.notices.length).toBeGreaterThan(20);
      expect(data.notices.length + data.omitted).toBe(153);
    }
  });

  it('holds the text as it is, but for what acts', () => {
    const { data } = read(withText('<b>"a"\\ & @channel\u001b[31m'));
    expect(data.notices[0]).toMatchObject({ reason: '<b>"a"\\ & @channel?[31m' });
  });
});

describe('template slack', () => {
  interface Block {
    readonly type: string;
    readonly text?: { readonly type: string; readonly text: string; readonly emoji: boolean };
    readonly elements?: readonly { readonly type: string; readonly text: string; readonly emoji: boolean }[];
  }
  interface Post {
    readonly text: string;
    readonly blocks: readonly Block[];
  }
  const read = (message: Message) => JSON.parse(bodiesOf(message, 'slack', '')[0]!) as Post;
  const textsOf = ({ blocks }: Post) =>
    blocks.flatMap(({ text, elements = [] }) => [...(text ? [text] : []), ...elements]);

  it.each([...MENTIONS, ...HOSTILE])('calls nobody, links nothing and formats nothing: %j', (text) => {
    const post = read(withText(text));
    for (const each of textsOf(post)) expect(each).toMatchObject({ type: 'plain_text', emoji: false });
    for (const each of texts(post)) {
      expect(each).not.toMatch(/[<>]/);
      expect(each).not.toMatch(/&(?!amp;|lt;|gt;)/);
      expect(each).not.toMatch(/@[A-Za-z]/);
    }
    expect(post).toMatchObject({ mrkdwn: false, parse: 'none', link_names: false });
  });

  it('keeps the limits of blocks, and counts what it leaves out', () => {
    for (const text of ['www.example.org', '&'.repeat(400), '😀'.repeat(400)]) {
      const post = read(digest(100, { omitted: 5 }, text));
      expect(post.blocks.length).toBeLessThanOrEqual(50);
      expect(post.blocks[0]!.text!.text.length).toBeLessThanOrEqual(150);
      for (const each of textsOf(post)) {
        expect(each.text.length).toBeGreaterThan(0);
        expect(each.text.length).toBeLessThanOrEqual(3_000);
      }
      expect(post.text.length).toBeLessThanOrEqual(3_000);
      const told = post.blocks.filter(({ type }) => type === 'context').length;
      expect(textsOf(post).at(-1)!.text).toContain(`And ${105 - told} more incidents`);
    }
  });
});

describe('template teams', () => {
  const card = (message: Message) => {
    const post = JSON.parse(bodiesOf(message, 'teams', '')[0]!) as {
      readonly summary: string;
      readonly attachments: readonly [
        { readonly content: { readonly fallbackText: string; readonly body: object } },
      ];
    };
    return { ...post.attachments[0].content, summary: post.summary };
  };
  function* elements(value: unknown): Generator<{ readonly type: string }> {
    if (value === null || typeof value !== 'object') return;
    if ('type' in value) yield value as { readonly type: string };
    for (const each of Object.values(value)) yield* elements(each);
  }

  it.each([...MENTIONS, ...HOSTILE])(
    'puts text of the traffic nowhere but where no Markdown is read: %j',
    (text) => {
      const { body, summary, fallbackText } = card(withText(text));
      expect([summary, fallbackText]).toEqual(['Strayflow: Incident opened', 'Strayflow: Incident opened']);
      const types = new Set([...elements(body)].map(({ type }) => type));
      expect([...types].sort()).toEqual(['Container', 'RichTextBlock', 'TextRun']);
      for (const each of texts(body)) expect(each).not.toMatch(/\{\{|<at|@[A-Za-z]/);
    },
  );
});

describe('template pagerduty', () => {
  interface Event {
    readonly event_action: string;
    readonly dedup_key: string;
    readonly payload?: { readonly summary: string; readonly severity: string; readonly source: string };
  }
  const read = (message: Message) =>
    bodiesOf(message, 'pagerduty', KEY).map((body) => JSON.parse(body) as Event);

  it('triggers and resolves by the identity of the incident', () => {
    const notice = exampleNotice();
    const events = read(
      exampleMessage({
        purpose: 'digest',
        notices: [
          notice,
          { ...notice, kind: 'updated', revision: 1 },
          { ...notice, kind: 'closed', revision: 2 },
        ],
      }),
    );
    expect(events.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
      ['trigger', notice.incident],
      ['trigger', notice.incident],
      ['resolve', notice.incident],
    ]);
  });

  it.each([
    [1, 'critical'],
    [0.9, 'critical'],
    [0.89, 'error'],
    [0.75, 'error'],
    [0.6, 'warning'],
    [0.49, 'info'],
  ])('makes risk %d %s', (risk, severity) => {
    expect(read(exampleMessage({}, { risk }))[0]!.payload).toMatchObject({ severity });
  });

  it('has an event of its own for incidents without room, also beside closed ones', () => {
    const events = read(exampleMessage({ omitted: 4 }, { kind: 'closed' }));
    expect(events).toHaveLength(2);
    expect(events[1]).toMatchObject({ event_action: 'trigger', dedup_key: 'fedcba9876543210' });
    expect(events[1]!.payload!.summary).toBe('4 more incidents that a digest has no room for');
  });

  it('keeps the limits of summaries and always has a source', () => {
    for (const text of HOSTILE) {
      for (const { payload } of read(withText(text))) {
        expect([...payload!.summary].length).toBeLessThanOrEqual(1_024);
        expect(payload!.source).not.toBe('');
      }
    }
  });
});
