/** Names in the judging half of the live shell: they outlive a restart, and nothing that is decided hangs on them. */
import { describe, expect, it } from 'vitest';
import { HostNames } from '../../src/addresses/index.js';
import { configSchema } from '../../src/config.js';
import { type JudgeSnapshot, LiveJudge, type News } from '../../src/live/judge.js';
import { openNames } from '../../src/live/known-names.js';
import { snapshot } from '../../src/model/snapshot.js';
import type { RouteItem } from '../../src/pipeline.js';
import { type FactRow, factBatch } from '../fact-rows.js';
import { flows, START, UNANSWERED } from '../flow-rows.js';

const SCANNER = '10.0.0.66';
const SECONDS = 400;

/** A scan, and once a second a name: every 10 s the scanner asks for its lease. */
function item(second: number): readonly RouteItem[] {
  const time = START + 1_000 * second;
  const lease: FactRow = {
    kind: 'dhcpRequest',
    time,
    address: SCANNER,
    mac: '02:00:00:00:00:07',
    name: `pc-${second}`,
    recordNumber: 2 * second,
  };
  const asked: FactRow = {
    kind: 'tlsClient',
    time,
    address: SCANNER,
    peer: '192.0.2.80',
    name: `${second % 9}.example`,
    recordNumber: 2 * second,
  };
  const batch = flows([
    {
      recordNumber: 2 * second + 1,
      time,
      source: SCANNER,
      destination: '192.0.2.80',
      destinationPort: 1 + second,
      ...UNANSWERED,
    },
  ]);
  return [
    { kind: 'facts', batch: factBatch([second % 10 === 0 ? lease : asked]) },
    { kind: 'flows', batch },
  ];
}

const options = {
  config: configSchema.parse({ internal: ['10.0.0.0/8'] }),
  models: null,
  modelsChanged: false,
};

interface Outcome extends Pick<News, 'evidence' | 'decisions'> {
  readonly judge: LiveJudge;
}

/** @param between what becomes of the snapshot, after each of so many seconds */
function run(every: number, between: (before: JudgeSnapshot) => JudgeSnapshot): Outcome {
  let judge = new LiveJudge(options);
  const evidence = new Map<string, News['evidence'][number]>();
  const decisions: News['decisions'][number][] = [];
  const takeNews = () => {
    const news = judge.takeNews();
    for (const each of news.evidence) evidence.set(each.id, each);
    decisions.push(...news.decisions);
  };
  for (let second = 0; second < SECONDS; second++) {
    for (const each of item(second)) judge.take(0, each, START + 1_000 * second);
    if (second % every !== every - 1) continue;
    judge.reach(START + 1_000 * second + 500);
    takeNews();
    judge = new LiveJudge(options, between(judge.snapshot()));
  }
  judge.finish();
  takeNews();
  return { judge, evidence: [...evidence.values()], decisions };
}

describe('names of a live shell', () => {
  const undisturbed = run(SECONDS + 1, (before) => before);
  const of = ({ judge }: Outcome) => [judge.namesOf(SCANNER, null), judge.namesOf('192.0.2.80', SCANNER)];

  it('are there after restarts as if there had been none', () => {
    expect(of(undisturbed)[0]).toEqual([
      { name: 'pc-390', source: 'dhcp' },
      { name: 'pc-380', source: 'dhcp' },
      { name: 'pc-370', source: 'dhcp' },
    ]);
    expect(of(undisturbed)[1]).toHaveLength(3);
    expect(undisturbed.judge.dropped['host-names']).toBeGreaterThan(0);
    const restarted = run(37, (before) => before);
    expect(of(restarted)).toEqual(of(undisturbed));
    expect(restarted.judge.dropped).toEqual(undisturbed.judge.dropped);
  });

  it('change no evidence and no decision, be they kept or lost', () => {
    expect(undisturbed.evidence.map(({ host, family }) => `${host} ${family}`)).toContain(
      `${SCANNER} port-scan`,
    );
    for (const lost of [run(37, (before) => ({ ...before, names: null })), run(37, (before) => before)]) {
      expect(lost.evidence).toEqual(undisturbed.evidence);
      expect(lost.decisions).toEqual(undisturbed.decisions);
    }
  });

  it('of another version or size are learned anew', () => {
    const network = { isInternal: () => true };
    const small = new HostNames(network, { addresses: 64, macs: 4, names: 2, users: 2 });
    small.add(factBatch([{ kind: 'dnsAddress', time: 1, name: 'a.example', value: '10.0.0.7' }]));
    for (const bytes of [snapshot(small.state), snapshot({ hosts: new Map() })]) {
      expect(openNames(network, bytes).namesOf('10.0.0.7', null)).toEqual([]);
    }
    const own = openNames(network);
    own.add(factBatch([{ kind: 'dnsAddress', time: 1, name: 'a.example', value: '10.0.0.7' }]));
    const again = openNames(network, snapshot(own.state));
    expect(again.namesOf('10.0.0.7', null)).toEqual([{ name: 'a.example', source: 'dns' }]);
  });
});
