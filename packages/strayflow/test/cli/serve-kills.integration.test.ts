/**
 * `strayflow serve` is killed at random moments under load and started again: whatever was acknowledged is there, once. A record of a
 * log is when the log has it, a pushed one when 204 came back, a datagram's when it was stored.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { random } from '@strayflow/detectors';
import { afterEach, expect, it } from 'vitest';
import { scratchFolder } from '../shell/scratch-folder.js';
import { SuddenEnds } from './acknowledged.js';

/** `npm run chaos -- serve` asks for more. */
const KILLS = Number(process.env['STRAYFLOW_KILLS'] ?? 4);
const SEED = Number(process.env['STRAYFLOW_SEED'] ?? 1);
const STARTING_MS = 2_000;
const WORKING_MS = 3_000;

let service: SuddenEnds | null = null;
afterEach(async () => {
  await service?.close();
  service = null;
});

it(
  `keeps what it acknowledged, each record once, when it is killed ${KILLS} times under load`,
  async () => {
    const folder = scratchFolder();
    service = await SuddenEnds.open(folder, join(folder, 'state'));
    service.begin();
    await service.beginLoad();
    const source = random(SEED);
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill > 0) service.begin();
      // Of three, one dies while it starts, and one loses its server first.
      const moment = source.uniform();
      if (kill > 0 && moment < 1 / 3) await pause(STARTING_MS * source.uniform());
      else {
        await service.listening();
        if (moment > 2 / 3) service.killServer();
        await pause(WORKING_MS * source.uniform());
      }
      await service.kill();
    }
    const kept = await service.expectKept();
    process.stdout.write(`serve: ${KILLS} kills, ${kept}\n`);
    expect(kept).toContain('records');
  },
  120_000 + KILLS * 15_000,
);
