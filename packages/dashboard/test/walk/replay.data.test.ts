/** A real capture of an industrial network, replayed at fifty times its speed: its attacks are seen in the dashboard as they happen. */
import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complaintsOf, startChromium, violationsOf } from '../browser.js';
import { addresses, Served } from './served.js';

const data = process.env['STRAYFLOW_DATA'] ?? '';
if (!existsSync(data))
  throw new Error('set STRAYFLOW_DATA to the folder of data: npm run evaluate -- FOLDER');

const SPEED = 50;
/** So long an attempt waits for its answer unless told otherwise. */
const ANSWER_MS = 10_000;
/** From the first packet of an attack until its incident stands in the list. */
const SEEN_SECONDS = 10;
/** Header of the file, and of each packet (libpcap's file format). */
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
/** Around the whole capture. */
const MINUTE_MS = 60_000;

interface Truth {
  readonly internal: readonly string[];
  readonly events: readonly { behaviour: string; start: number; attacker?: string; visible: boolean }[];
}

const capture = readFileSync(join(data, 'westermo/right.pcap'));
const truth = JSON.parse(readFileSync(join(data, 'westermo/truth.json'), 'utf8')) as Truth;
const FIRST = capture.readUInt32LE(FILE_HEADER) + capture.readUInt32LE(FILE_HEADER + 4) / 1e6;

/** Writes the capture as a sensor would that sees it now, packets as far apart as they were by SPEED. */
async function replay(path: string, until: () => boolean): Promise<void> {
  const pipe = createWriteStream(path);
  const started = Date.now();
  pipe.write(capture.subarray(0, FILE_HEADER));
  for (let at = FILE_HEADER; at < capture.length && !until(); ) {
    const length = capture.readUInt32LE(at + 8);
    const time = capture.readUInt32LE(at) + capture.readUInt32LE(at + 4) / 1e6;
    const due = started + (1_000 * (time - FIRST)) / SPEED;
    if (due > Date.now() + 5) {
      await pause(due - Date.now());
      continue;
    }
    const packet = Buffer.from(capture.subarray(at, at + PACKET_HEADER + length));
    packet.writeUInt32LE(Math.floor(due / 1_000), 0);
    packet.writeUInt32LE(Math.floor((due % 1_000) * 1_000), 4);
    if (!pipe.write(packet)) await new Promise<void>((resolve) => pipe.once('drain', () => resolve()));
    at += PACKET_HEADER + length;
  }
  await new Promise<void>((resolve) => pipe.end(() => resolve()));
}

const served = new Served();
let browser: Browser;
let isOver = false;
let replaying: Promise<void> | null = null;
beforeAll(async () => {
  const pipe = join(served.folder, 'capture.pipe');
  execFileSync('mkfifo', [pipe]);
  await served.begin({
    internal: truth.internal,
    policy: { mode: 'alert' },
    // In a network that is fifty times as fast, answers come fifty times sooner.
    behaviours: { 'port-scan': { answerWaitMs: ANSWER_MS / SPEED } },
    watch: { inputs: [{ kind: 'pipe', path: pipe }], settleSeconds: 0.5 },
  });
  browser = await startChromium();
  replaying = null;
}, MINUTE_MS);
afterAll(async () => {
  isOver = true;
  await replaying;
  await browser?.close();
  await served.end();
});

it(
  'shows the first attack that the sensor could see, explained, and goes through every page meanwhile',
  async () => {
    const attacks = truth.events.filter(({ visible, attacker }) => visible && attacker !== undefined);
    const [attack] = attacks.sort((a, b) => a.start - b.start);
    const host = attack!.attacker!;
    const context = await served.browse(browser);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${served.origin}/incidents`);
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    const began = Date.now();
    replaying = replay(join(served.folder, 'capture.pipe'), () => isOver);
    const attacked = began + (1_000 * (attack!.start - FIRST)) / SPEED;
    const row = page.getByRole('row').filter({ hasText: host });
    await row.waitFor({ timeout: 2 * MINUTE_MS });
    const seconds = (Date.now() - attacked) / 1_000;
    process.stdout.write(`${attack!.behaviour} of ${host}: in the list after ${seconds.toFixed(1)} s\n`);
    expect(seconds, 'nothing is seen before it happens').toBeGreaterThan(0);
    expect(seconds).toBeLessThan(SEEN_SECONDS);
    await row.getByRole('link').first().click();
    await page.getByRole('heading', { name: `Incident of ${host}` }).waitFor();
    const incident = new URL(page.url()).pathname.split('/').at(-1)!;
    await page
      .getByRole('button', { name: new RegExp(attack!.behaviour.replaceAll('-', ' ')) })
      .first()
      .click();
    await page.getByText('What would have had to be otherwise').waitFor();
    const faults: string[] = [...complaints];
    for (const [name, path] of addresses(incident, host)) {
      const each = await context.newPage();
      const said = complaintsOf(each);
      await each.goto(`${served.origin}${path}`);
      await each.getByRole('heading', { level: 1 }).waitFor();
      await each.locator('.loading').first().waitFor({ state: 'detached' });
      for (const fault of [...(await violationsOf(each)), ...said]) faults.push(`${name}: ${fault}`);
      await each.close();
    }
    expect(faults).toEqual([]);
    await replaying;
    // It accuses nobody but the attacker.
    const { items } = await served.ask<{ items: { host: string; role: string }[] }>('/incidents?state=all');
    const accused = items.filter(({ role }) => role === 'actor').map((each) => each.host);
    process.stdout.write(`accused in ${attacks.length} attacks: ${accused.join(', ')}\n`);
    expect(new Set(accused)).toEqual(new Set([host]));
    await context.close();
  },
  6 * MINUTE_MS,
);
