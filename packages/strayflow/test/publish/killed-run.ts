/** Publishes in a process of its own that is killed (SIGKILL) once `afterFiles` files have been sent. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportFile } from '../../src/model/report.js';
import type { PublishTarget } from '../../src/publish/index.js';
import { transpiledStage } from './example-report.js';

export function publishAndDie(
  files: readonly ReportFile[],
  name: string,
  target: PublishTarget,
  afterFiles: number,
): void {
  const stage = transpiledStage();
  try {
    const plain = files.map((file) => ({ ...file, content: [...file.content] }));
    const script = `
import { publishReport } from './publish/index.js';
const { files, name, target } = ${JSON.stringify({ files: plain, name, target })};
let sent = 0;
await publishReport(files.map((file) => ({ ...file, content: Uint8Array.from(file.content) })), name, target, {
  progress: (step) => { if (step.sent && ++sent === ${afterFiles}) process.kill(process.pid, 'SIGKILL'); },
});
`;
    writeFileSync(join(stage, 'run.js'), script);
    const run = spawnSync(process.execPath, [join(stage, 'run.js')], { encoding: 'utf8' });
    if (run.signal !== 'SIGKILL') throw new Error(`the run was not killed: ${run.stderr}`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
