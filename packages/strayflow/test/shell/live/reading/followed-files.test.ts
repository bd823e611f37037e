import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceFormat } from '../../../../src/model/source.js';
import { csvFormat } from '../../../../src/sources/csv.js';
import { ethernet, ipv4, pcap, udp } from '../../../sources/pcap/capture-builder.js';
import { EPOCH } from '../../../sources/pcap/conversations.js';
import { scratchFolder } from '../../scratch-folder.js';
import { CSV_HEADER, csvLine, eveLine } from './log-lines.js';
import { FileWatcher } from './read-files.js';

const RUNS = Number(process.env['STRAYFLOW_RUNS'] ?? 15);

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const inOrder = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
const lines = (from: number, to: number, line = eveLine) => range(from, to).map(line).join('');

function compress(path: string, to = `${path}.gz`): void {
  writeFileSync(to, gzipSync(readFileSync(path)));
  rmSync(path);
}

describe('following a file', () => {
  it('reads what is appended, whole lines only', async () => {
    const log = join(scratchFolder(), 'eve.json');
    writeFileSync(log, lines(0, 20));
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 20));
    appendFileSync(log, lines(20, 21).slice(0, 50));
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 20));
    appendFileSync(log, lines(20, 21).slice(50));
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 21));
    await watcher.close();
  });

  it('waits for a file that is not there yet, and says so once', async () => {
    const log = join(scratchFolder(), 'late.json');
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    expect(watcher.troubles).toEqual([`${log}: no such file yet; it is waited for.`]);
    writeFileSync(log, lines(0, 3));
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 3));
    await watcher.close();
  });

  it('reads a renamed file to its end, with what was appended after the last look, then the new one', async () => {
    const log = join(scratchFolder(), 'eve.json');
    writeFileSync(log, lines(0, 20));
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    appendFileSync(log, lines(20, 25));
    renameSync(log, `${log}.1`);
    writeFileSync(log, lines(25, 40));
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 40));
    expect(watcher.positions.filter(({ finished }) => finished)).toHaveLength(1);
    expect(watcher.troubles).toEqual([]);
    await watcher.close();
  });

  it('finds what was rotated, twice, and compressed while it was not running', async () => {
    const log = join(scratchFolder(), 'eve.json');
    writeFileSync(log, lines(0, 100));
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    appendFileSync(log, lines(100, 120));
    compress(log, `${log}.2.gz`);
    writeFileSync(`${log}.1`, lines(120, 140));
    writeFileSync(log, lines(140, 150));
    await watcher.kill();
    await watcher.settle();
    expect(inOrder(watcher.ids)).toEqual(range(0, 150));
    expect(watcher.troubles).toEqual([]);
    await watcher.close();
  });

  it('reads the rest of a file that was copied and truncated from the copy', async () => {
    const log = join(scratchFolder(), 'eve.json');
    writeFileSync(log, lines(0, 100));
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    appendFileSync(log, lines(100, 120));
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    appendFileSync(log, lines(120, 260));
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 260));
    expect(watcher.troubles).toEqual([]);
    await watcher.close();
  });

  it('says what it could not find when a file was truncated without a copy', async () => {
    const log = join(scratchFolder(), 'eve.json');
    writeFileSync(log, lines(0, 100));
    const watcher = new FileWatcher([log]);
    await watcher.settle();
    writeFileSync(log, lines(100, 110));
    await watcher.settle();
    await watcher.settle();
    expect(watcher.ids).toEqual(range(0, 110));
    expect(watcher.troubles).toEqual([expect.stringContaining('was not found')]);
    await watcher.close();
  });

  it('does not read copies again that a glob matches: renamed, compressed, or copied', async () => {
    const folder = scratchFolder();
    const log = join(folder, 'eve.json');
    const watcher = new FileWatcher([join(folder, '*')]);
    for (let turn = 0; turn < 4; turn++) {
      appendFileSync(log, lines(turn * 100, turn * 100 + 100));
      await watcher.settle();
      if (turn % 2 === 0) {
        renameSync(log, join(folder, `old-${turn}.json`));
        await watcher.settle();
        compress(join(folder, `old-${turn}.json`));
      } else {
        copyFileSync(log, join(folder, `old-${turn}.json`));
        await watcher.settle();
        truncateSync(log);
      }
      await watcher.settle();
      if (turn === 2) await watcher.kill();
    }
    expect(watcher.ids).toEqual(range(0, 400));
    await watcher.close();
  });

  it('takes files with the same long header for different ones', async () => {
    const folder = scratchFolder();
    const names = ['a.csv', 'b.csv', 'c.csv'].map((name) => join(folder, name));
    for (const name of names) writeFileSync(name, CSV_HEADER);
    const watcher = new FileWatcher([join(folder, '*.csv')], { format: 'csv' });
    await watcher.settle();
    names.forEach((name, i) => {
      appendFileSync(name, lines(i * 10, i * 10 + 10, csvLine));
    });
    await watcher.settle();
    // A young CSV file waits for more lines to tell what its columns hold.
    await watcher.finish();
    expect(inOrder(watcher.ids)).toEqual(range(0, 30));
  });

  it('does not take another file for the one that it was, when of that one only the header was read', async () => {
    const log = join(scratchFolder(), 'flows.csv');
    writeFileSync(log, CSV_HEADER + lines(0, 30, csvLine));
    const watcher = new FileWatcher([log], { format: 'csv' });
    await watcher.settle();
    copyFileSync(log, `${log}.1`);
    writeFileSync(log, CSV_HEADER);
    await watcher.settle();
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, CSV_HEADER);
    await watcher.settle();
    await watcher.finish();
    expect(watcher.ids).toEqual(range(0, 30));
  });

  it('ends where the files end now, when asked to', async () => {
    const folder = scratchFolder({
      'a.json': lines(0, 50),
      'b.json.gz': gzipSync(lines(50, 90)),
      'c.json': lines(90, 91).slice(0, -1),
    });
    const watcher = new FileWatcher([join(folder, '*')], { follow: false });
    await watcher.toEnd();
    expect(inOrder(watcher.ids)).toEqual(range(0, 91));
    expect(watcher.positions.map(({ finished }) => finished)).toEqual([true, true, true]);
    const read = [...watcher.summaries.values()].reduce((sum, summary) => sum + summary.read, 0);
    expect(read).toBe(91);
  });

  it('tells of a format that nobody knows, and of compressed data that break off', async () => {
    const folder = scratchFolder({
      'what.log': 'no known words\n'.repeat(20),
      'cut.json.gz': gzipSync(lines(0, 200)).subarray(0, -200),
    });
    const watcher = new FileWatcher([join(folder, '*')]);
    await watcher.settle();
    expect(watcher.troubles).toEqual([
      expect.stringContaining('begins like no known format'),
      expect.stringContaining('breaks off'),
    ]);
    const some = watcher.ids.length;
    writeFileSync(join(folder, 'cut.json.gz'), gzipSync(lines(0, 200)));
    await watcher.settle();
    expect(some).toBeLessThan(200);
    expect(watcher.ids).toEqual(range(0, 200));
    await watcher.close();
  });
});

type Deed = 'append' | 'half' | 'rename' | 'copytruncate' | 'compress' | 'read' | 'settle' | 'store' | 'kill';
const DEEDS: readonly Deed[] = [
  'append',
  'append',
  'append',
  'half',
  'rename',
  'copytruncate',
  'compress',
  'read',
  'read',
  'settle',
  'store',
  'kill',
];

/** A writer that rotates as logrotate does: .1 is the newest. */
class Writer {
  written = 0;
  private rest = '';
  private readonly log: string;
  private readonly make: (id: number) => string;
  private rotated = 0;
  private readonly header: string;

  constructor(log: string, make: (id: number) => string, header: string) {
    this.log = log;
    this.make = make;
    this.header = header;
    appendFileSync(log, header);
  }

  append(count: number): void {
    const text =
      this.rest +
      range(this.written, this.written + count)
        .map(this.make)
        .join('');
    this.rest = '';
    this.written += count;
    appendFileSync(this.log, text);
  }

  half(): void {
    if (this.rest !== '') return;
    const line = this.make(this.written++);
    appendFileSync(this.log, line.slice(0, 30));
    this.rest = line.slice(30);
  }

  finishLine(): void {
    appendFileSync(this.log, this.rest);
    this.rest = '';
  }

  private shift(): void {
    for (let i = this.rotated; i >= 1; i--) {
      for (const end of ['', '.gz']) {
        try {
          renameSync(`${this.log}.${i}${end}`, `${this.log}.${i + 1}${end}`);
        } catch {
          // It has the other form.
        }
      }
    }
    this.rotated++;
  }

  rename(): void {
    this.finishLine();
    this.shift();
    renameSync(this.log, `${this.log}.1`);
    writeFileSync(this.log, this.header);
  }

  copyTruncate(): void {
    this.finishLine();
    this.shift();
    copyFileSync(this.log, `${this.log}.1`);
    truncateSync(this.log);
    appendFileSync(this.log, this.header);
  }

  compress(): void {
    if (this.rotated === 0) return;
    try {
      compress(`${this.log}.1`);
    } catch {
      // It was compressed before.
    }
  }
}

/** Brought back by reading its input from the beginning; so that what it hands over follows from the bytes alone. */
const readAgain: SourceFormat = {
  ...(csvFormat as SourceFormat),
  open: (context, options) => {
    const parser = csvFormat.open(context, csvFormat.options.parse(options));
    return {
      push: (chunk) => parser.push(chunk),
      flush: () => {
        parser.flush();
        parser.flush();
      },
      end: () => parser.end(),
    };
  },
};

async function chaos(
  pattern: (log: string) => string,
  make: (id: number) => string,
  header: string,
  deeds: readonly (readonly [Deed, number])[],
): Promise<void> {
  const log = join(scratchFolder(), 'flows.log');
  const writer = new Writer(log, make, header);
  writer.append(30);
  const watcher = new FileWatcher(
    [pattern(log)],
    header === '' ? {} : { format: 'csv', formats: [readAgain] },
  );
  await watcher.settle();
  for (const [deed, count] of deeds) {
    if (deed === 'append') writer.append(count);
    else if (deed === 'half') writer.half();
    else if (deed === 'rename') writer.rename();
    else if (deed === 'copytruncate') writer.copyTruncate();
    else if (deed === 'compress') writer.compress();
    else if (deed === 'read') await watcher.step(1 + (count % 3));
    else if (deed === 'settle') await watcher.settle();
    else if (deed === 'store') await watcher.store();
    else await watcher.kill();
  }
  writer.finishLine();
  await watcher.settle();
  await watcher.finish();
  expect(inOrder(watcher.ids)).toEqual(range(0, writer.written));
}

describe('a writer that appends and rotates, a reader that is killed, at random', () => {
  const deeds = fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.integer({ min: 1, max: 40 })), {
    maxLength: 40,
  });
  const ways: readonly [string, (log: string) => string, (id: number) => string, string][] = [
    ['a file of a parser with a snapshot', (log) => log, eveLine, ''],
    ['a file of a parser that reads again', (log) => log, csvLine, CSV_HEADER],
    ['a glob that matches what was rotated', (log) => `${log}*`, eveLine, ''],
  ];
  it.each(ways)('each record once: %s', async (_, pattern, make, header) => {
    await fc.assert(
      fc.asyncProperty(deeds, (done) => chaos(pattern, make, header, done)),
      { numRuns: RUNS },
    );
  });
});

describe('a capture that grows while its reader is killed at random', () => {
  /** Datagrams of flows of their own, told by their length: 28 bytes of headers and more. */
  const capture = pcap(
    range(1, 120).map((id) => ({
      time: EPOCH + 100 * id,
      bytes: ethernet(ipv4(udp(1024 + id, 9999, new Uint8Array(id)), { protocol: 17 })),
    })),
  );
  const all = range(29, 148);
  const sent = ({ ids }: FileWatcher) => inOrder(ids.filter((bytes) => bytes > 0));

  it('goes on from its snapshot with each packet once, without reading the capture again', async () => {
    const deeds = fc.array(
      fc.tuple(
        fc.constantFrom('append', 'append', 'settle', 'store', 'kill'),
        fc.integer({ min: 1, max: 700 }),
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const file = join(scratchFolder(), 'grows.pcap');
        let written = 100;
        writeFileSync(file, capture.subarray(0, written));
        const watcher = new FileWatcher([file]);
        for (const [deed, bytes] of done) {
          if (deed === 'append') {
            appendFileSync(file, capture.subarray(written, written + bytes));
            written = Math.min(capture.length, written + bytes);
          } else if (deed === 'settle') await watcher.settle();
          else if (deed === 'store') await watcher.store();
          else await watcher.kill();
        }
        appendFileSync(file, capture.subarray(written));
        await watcher.settle();
        expect(watcher.positions.every(({ parser }) => parser !== null)).toBe(true);
        await watcher.kill();
        await watcher.finish();
        expect(sent(watcher)).toEqual(all);
      }),
      { numRuns: RUNS },
    );
  });
});
