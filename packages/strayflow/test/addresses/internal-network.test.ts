import { describe, expect, it } from 'vitest';
import { internalNetwork } from '../../src/addresses/index.js';
import { formatPrefix, parseAddress, parsePrefix } from '../../src/model/address.js';
import { ConnectionState, RecordKind } from '../../src/model/flow-batch.js';
import { FlowBuilder } from '../../src/model/flow-builder.js';

type Flow = readonly [source: string, destination: string, state?: ConnectionState];

function infer(flows: readonly Flow[], given: readonly string[] = []) {
  const builder = new FlowBuilder('home', [], flows.length + 1);
  for (const [source, destination, state = ConnectionState.SF] of flows) {
    const row = builder.add();
    builder.columns.record[row] = RecordKind.complete;
    builder.columns.state[row] = state;
    builder.columns.initiatorKnown[row] = 1;
    parseAddress(source, builder.columns.source, 16 * row);
    parseAddress(destination, builder.columns.destination, 16 * row);
  }
  const state = internalNetwork.open();
  internalNetwork.step(state, builder.take());
  const result = internalNetwork.infer(
    state,
    given.map((text) => parsePrefix(text)!),
  );
  return { ...result, prefixes: result.prefixes.map(formatPrefix) };
}

const many = (count: number, flow: (i: number) => Flow) => Array.from({ length: count }, (_, i) => flow(i));
const stranger = (i: number) => `${20 + (i % 150)}.${(i * 7) % 256}.${(i * 13) % 256}.9`;

describe('the inference of the internal network', () => {
  it('takes what is configured', () => {
    const result = infer([['10.0.0.1', '8.8.8.8']], ['192.0.2.0/24', '10.0.0.0/8']);
    expect(result).toEqual({
      prefixes: ['192.0.2.0/24', '10.0.0.0/8'],
      inferred: false,
      statement: 'The internal network is 192.0.2.0/24, 10.0.0.0/8, as configured.',
    });
  });

  it('finds a home network behind NAT', () => {
    const flows = many(50, (i): Flow => [`192.168.1.${2 + (i % 5)}`, stranger(i)]);
    expect(infer(flows)).toMatchObject({ prefixes: ['192.168.1.0/24'], inferred: true });
  });

  it('does not let the chatter of neighbours decide', () => {
    const chatter = many(500, (i): Flow => [`fe80::${i + 1}`, 'ff02::1:3', ConnectionState.S0]);
    const flows: Flow[] = [...chatter, ['192.168.100.164', '8.8.8.8'], ['192.168.100.164', '9.9.9.9']];
    expect(infer(flows).prefixes).toEqual(['192.168.100.0/24']);
  });

  it('finds a lone public host under attack', () => {
    const attack = many(400, (i): Flow => [stranger(i), '147.32.81.167', ConnectionState.S0]);
    const own = many(40, (i): Flow => ['147.32.81.167', i % 2 === 0 ? '147.32.80.9' : stranger(i)]);
    const result = infer([...attack, ...own, ['147.32.81.1', '147.32.81.167']]);
    expect(result.prefixes).toEqual(['147.32.81.167/32']);
    expect(result.statement).toContain('147.32.81.167/32, which takes part in 100 % of the flows');
  });

  it('finds a public network with several hosts', () => {
    const flows = many(100, (i): Flow => [stranger(i), `198.51.99.${1 + (i % 10)}`]);
    expect(infer(flows).prefixes).toEqual(['198.51.99.0/24']);
  });

  it('finds the victim of a forged flood, also a private one that never answers', () => {
    const flood = (victim: string) => many(300, (i): Flow => [stranger(i), victim, ConnectionState.S0]);
    expect(infer(flood('93.184.216.34')).prefixes).toEqual(['93.184.216.34/32']);
    expect(infer(flood('192.168.7.7')).prefixes).toEqual(['192.168.7.0/24']);
  });

  it('is not led astray by private addresses that are forged', () => {
    const forged = many(
      200,
      (i): Flow => [`10.${i}.${(i * 3) % 256}.1`, '93.184.216.34', ConnectionState.S0],
    );
    expect(infer(forged).prefixes).toEqual(['93.184.216.34/32']);
  });

  it('finds two private networks, and merges many into their block', () => {
    const two: Flow[] = [
      ['10.1.2.3', '192.168.5.6'],
      ['192.168.5.6', '8.8.8.8'],
    ];
    expect(infer(two).prefixes).toEqual(['10.1.2.0/24', '192.168.5.0/24']);
    const block = many(40, (i): Flow => [`10.1.${i % 8}.3`, '8.8.8.8']);
    expect(infer(block).prefixes).toEqual(['10.1.0.0/16']);
  });

  it('does not take networks for internal that were only probed', () => {
    const sweep = many(90, (i): Flow => ['10.0.0.5', `10.0.${i}.1`, ConnectionState.S0]);
    expect(infer(sweep).prefixes).toEqual(['10.0.0.0/24']);
  });

  it('finds an internal IPv6 network', () => {
    const flows = many(50, (i): Flow => [`2600:1:2:3::${1 + (i % 4)}`, `2a00:${i + 1}::1`]);
    expect(infer(flows).prefixes).toEqual(['2600:1:2:3::/64']);
  });

  it('says when it cannot tell the two sides apart', () => {
    const result = infer(many(50, (): Flow => ['45.1.1.1', '93.184.216.34', ConnectionState.S0]));
    expect(result.prefixes).toEqual([]);
    expect(result.statement).toMatch(/does not tell which side is observed.*--internal/);
    expect(infer([]).prefixes).toEqual([]);
  });
});
