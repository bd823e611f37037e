import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { casesOf } from '../../src/evaluation/cases.js';
import { parseTruth, readTruths } from '../../src/evaluation/truth/file.js';
import { peerAddress } from '../../src/evaluation/truth/schema.js';
import { StrayflowError } from '../../src/model/errors.js';

function faultOf(truth: unknown): string {
  try {
    parseTruth(JSON.stringify(truth), 'office/truth.json');
  } catch (error) {
    if (error instanceof StrayflowError) return `${error.code} ${error.message}`;
  }
  return 'no fault';
}

describe('a truth', () => {
  it('is taken as it is written', () => {
    const truth = {
      internal: ['10.0.0.0/8'],
      inputs: { 'conn.log': { behaviours: ['dns-tunnel'] } },
      attackers: { '192.0.2.1': ['port-scan'] },
      events: [{ behaviour: 'misconfiguration', start: 1, end: 2, addresses: ['10.0.0.1'], visible: false }],
      others: 'benign',
    };
    expect(parseTruth(JSON.stringify(truth), 'truth.json')).toEqual(truth);
  });

  it.each([
    ['a misspelt key', { atackers: {} }, /office\/truth\.json: Unrecognized key: "atackers"/],
    ['a family that there is not', { behaviours: ['portscan'] }, /behaviours\.0/],
    [
      'an event that there is not',
      { events: [{ behaviour: 'scan' }] },
      /events\.0\.behaviour: expected one of/,
    ],
    ['an address that is none', { benign: ['10.0.0'] }, /benign\.0: expected an IP address/],
    ['an attacker that is no address', { attackers: { mallory: [] } }, /attackers\.mallory/],
    ['a key of an input', { inputs: { a: { benig: [] } } }, /inputs\.a: Unrecognized key/],
  ])('with %s is refused by file and key', (_, truth, message) => {
    expect(faultOf(truth)).toMatch(/^truth-invalid/);
    expect(faultOf(truth)).toMatch(message);
  });

  it('that is no JSON is refused', () => {
    expect(() => parseTruth('{', 'a/truth.json')).toThrow(/a\/truth\.json is no JSON/);
  });

  it.each([
    ['203.0.113.9:443', '203.0.113.9'],
    ['203.0.113.9', '203.0.113.9'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['host:443', null],
  ])('names the peer %s', (text, address) => {
    expect(peerAddress(text)).toBe(address);
  });
});

describe('labelled folders', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strayflow-truth-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (folder: string, truth: unknown, ...files: readonly string[]) => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'truth.json'), JSON.stringify(truth));
    for (const file of files) writeFileSync(join(root, folder, file), 'x');
  };

  it('are found below the folder, in order, each once', () => {
    write('b', { score: false });
    write('a/deep', { inputs: { x: {} } }, 'x');
    const found = readTruths([root, join(root, 'b')]);
    expect(found.map((folder) => folder.name)).toEqual(['a/deep', 'b']);
  });

  it('without a truth are refused', () => {
    expect(() => readTruths([root])).toThrow(/there is no truth\.json below/);
  });

  it('give one case per input, a glob being one, with its own keys over those at the top', async () => {
    write(
      '[odd] name',
      { others: 'benign', benign: ['10.0.0.1'], inputs: { '*.log': {}, one: { benign: ['10.0.0.2'] } } },
      'a.log',
      'b.log',
      'one',
    );
    const [folder] = readTruths([root]);
    const cases = await casesOf(folder!);
    expect(cases.map((each) => [each.input, each.files.length])).toEqual([
      ['*.log', 2],
      ['one', 1],
    ]);
    expect(cases.map((each) => each.truth.benign)).toEqual([['10.0.0.1'], ['10.0.0.2']]);
    expect(cases[1]!.truth.others).toBe('benign');
  });

  it('that name a missing input say which', async () => {
    write('a', { inputs: { gone: {} } });
    await expect(casesOf(readTruths([root])[0]!)).rejects.toThrow(/a\/truth\.json: inputs: gone/);
  });

  it('that are not to be scored give no cases', async () => {
    write('a', { score: false, inputs: { gone: {} } });
    expect(await casesOf(readTruths([root])[0]!)).toEqual([]);
  });
});
