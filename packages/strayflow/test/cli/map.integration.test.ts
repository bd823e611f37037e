import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';

const CSV = [
  'FlowBeganAt;OriginHost;TargetHost;TargetPortNo;ProtoName;UploadedBytes;DownloadBytes',
  ...Array.from(
    { length: 30 },
    (_, i) =>
      `2024-05-01 10:00:${String(i).padStart(2, '0')};10.0.0.${i + 1};192.0.2.1;443;tcp;${i};${2 * i}`,
  ),
  '',
].join('\n');

describe('strayflow map', () => {
  it('shows the proposal and ten flows, and writes nothing when nobody answers', async () => {
    const cwd = scratchFolder({ 'odd.csv': CSV });
    const { code, stdout } = await strayflow(['map', 'odd.csv'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/source\s+OriginHost\s+40 %/);
    expect(stdout.match(/2024-05-01T10:00:\d\d\.000Z/g)).toHaveLength(10);
    expect(stdout).toContain('30 flows');
    expect(stdout).toContain('nothing written');
    expect(existsSync(join(cwd, 'strayflow.yaml'))).toBe(false);
  });

  it('writes the mapping, corrected, with which the file can be analyzed', async () => {
    const cwd = scratchFolder({ 'odd.csv': CSV, 'my.yaml': '# mine\nseed: 3\n' });
    const before = await strayflow(['analyze', 'odd.csv', '--json'], { cwd });
    expect(before.code).toBe(3);
    const { code } = await strayflow(
      ['map', 'odd.csv', '-c', 'my.yaml', '--yes', '--set', 'bytesReceived=-'],
      { cwd },
    );
    expect(code).toBe(0);
    const config = readFileSync(join(cwd, 'my.yaml'), 'utf8');
    expect(config).toContain('# mine');
    expect(config).toContain('destinationPort: TargetPortNo');
    expect(config).toMatch(/bytesReceived: "?-"?/);
    const after = await strayflow(['analyze', 'odd.csv', '-c', 'my.yaml', '--json'], { cwd });
    expect(after.code).toBe(0);
  });

  it('--json is one object', async () => {
    const cwd = scratchFolder();
    writeFileSync(
      join(cwd, 'a.ndjson'),
      '{"from":{"addr":"10.0.0.1"},"to":{"addr":"10.0.0.2"},"when":1700000000}\n',
    );
    const { stdout } = await strayflow(['map', 'a.ndjson', '--json'], { cwd });
    const result = JSON.parse(stdout) as { map: object; sample: { flows: object[] }; written: null };
    expect(result.map).toEqual({ time: 'when', source: 'from.addr', destination: 'to.addr' });
    expect(result.sample.flows).toMatchObject([{ source: '10.0.0.1', time: '2023-11-14T22:13:20.000Z' }]);
    expect(result.written).toBe(null);
  });

  it('refuses a field that does not exist and a file whose fields are known', async () => {
    const cwd = scratchFolder({
      'odd.csv': CSV,
      'capture.pcap': Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]),
    });
    expect((await strayflow(['map', 'odd.csv', '--set', 'from=x'], { cwd })).code).toBe(2);
    expect((await strayflow(['map', 'odd.csv', '--set', 'source=Nobody'], { cwd })).code).toBe(3);
    expect((await strayflow(['map', 'capture.pcap'], { cwd })).code).toBe(2);
  });
});
