/** Real captures: facts against tshark's, and none that is refused in other words than the declared ones. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StrayflowError } from '../../../src/model/errors.js';
import { readCapture } from './capture-reading.js';
import { expectSameFacts } from './tshark-facts.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

function captures(below: string): string[] {
  return readdirSync(join(data, below), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(pcap|pcapng|cap)$/.test(name))
    .sort()
    .map((name) => join(below, name));
}

describe('facts equal those of tshark', () => {
  it.each(['corelight-c2', 'ndpi', 'slips', 'westermo'].flatMap(captures))('%s', (name) => {
    process.stdout.write(`${name}: ${JSON.stringify(expectSameFacts(join(data, name)))}\n`);
  });
});

describe('broken captures', () => {
  it.each(captures('malformed'))('%s is read or refused in words', (name) => {
    try {
      const { flows, facts, rejected, ignored, read } = readCapture(readFileSync(join(data, name)));
      const packets = flows.reduce((sum, row) => sum + row.packetsSent! + row.packetsReceived!, 0);
      const bindings = facts.filter((fact) => fact.kind === 'arpBinding').length;
      const others = [...Object.values(rejected), ...Object.values(ignored)];
      expect(packets + bindings + others.reduce((sum, count) => sum + count, 0)).toBe(read);
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      expect(error.code).toMatch(/^input-/);
    }
  });
});
