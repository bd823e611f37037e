/** `strayflow publish`: sends a report folder to the targets of the configuration. */
import type { Command } from 'commander';
import type { Config } from '../config.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import type { ReportFile } from '../model/report.js';
import { publishReport, reportName } from '../publish/index.js';
import { readConfig } from '../shell/config-file.js';
import { readReportFolder } from '../shell/read-report.js';
import { printable } from './printable.js';
import { Progress } from './progress.js';

/** Publishes to every target; one that fails does not keep the others from it. True when all have it. */
export async function publishTo(
  targets: Config['publish'],
  files: readonly ReportFile[],
  now: number,
  write: (text: string) => void,
): Promise<boolean> {
  const progress = new Progress(process.stderr, () => performance.now());
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt);
  let complete = true;
  try {
    for (const target of targets) {
      progress.begin('publishing', 'B');
      try {
        const result = await publishReport(files, reportName(files, now), target, {
          signal: stop.signal,
          progress: ({ doneBytes, totalBytes }) => progress.update(doneBytes, totalBytes),
        });
        progress.clear();
        write(
          `published: ${printable(result.url)} (${result.uploaded} files sent, ${result.skipped} were there)\n`,
        );
        if (result.removed.length > 0)
          write(`  removed older reports: ${result.removed.map(printable).join(', ')}\n`);
        for (const warning of result.warnings) write(`  warning: ${printable(warning)}\n`);
      } catch (error) {
        progress.clear();
        if (!(error instanceof StrayflowError)) throw error;
        complete = false;
        write(`error ${error.code}: ${printable(error.message)}\n  what to do: ${printable(error.hint)}\n`);
      }
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  return complete;
}

export function publishCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('publish')
    .description('publish a report folder to the targets of the configuration')
    .argument('<report>', 'a folder that analyze wrote')
    .requiredOption('-c, --config <file>', 'configuration with the targets under "publish"')
    .action(async (report: string, options: { config: string }) => {
      const { publish } = readConfig(options.config);
      if (publish.length === 0) {
        throw new StrayflowError('usage', `${options.config} names no target under "publish"`, {
          hint: 'Add one; docs/publishing.md shows how.',
        });
      }
      const { files, now } = readReportFolder(report);
      const complete = await publishTo(publish, files, now, (text) => process.stdout.write(text));
      finish(complete ? ExitCode.ok : ExitCode.publish);
    });
}
