/** Tells the configured actions about a finished analysis; an action that fails is said and never undoes the report. */
import { ACTIONS } from '../actions/index.js';
import type { Config } from '../config.js';
import type { Analysis } from '../model/analysis.js';
import type { Action, ReportFile } from '../model/report.js';
import { printable } from './printable.js';

/** True when every configured action did what it had to. */
export async function alertAbout(
  analysis: Analysis,
  files: readonly ReportFile[],
  { actions, policy }: Config,
  write: (text: string) => void,
): Promise<boolean> {
  let delivered = true;
  for (const action of ACTIONS as readonly Action[]) {
    const options = (actions as Readonly<Record<string, unknown>>)[action.name];
    if (options === undefined || options === null) continue;
    if (policy.mode === 'observe') {
      write(`${action.title}: nothing is sent while policy.mode is observe\n`);
      continue;
    }
    const result = await action.perform({ analysis, decisions: analysis.decisions, files }, options);
    if (result.outcome === 'failed') {
      delivered = false;
      write(`error mail-failed: ${printable(result.detail)}\n  what to do: ${printable(result.hint)}\n`);
    } else write(`${action.title}: ${printable(result.detail)}\n`);
  }
  return delivered;
}
