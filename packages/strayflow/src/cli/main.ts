#!/usr/bin/env node
/** The command line tool: arguments in, exit code out. */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { accountsCommand } from './accounts.js';
import { allowCommand } from './allow.js';
import { analyzeCommand } from './analyze.js';
import { auditCommand } from './audit.js';
import { backupCommand, restoreCommand } from './backup.js';
import { blocksCommand } from './blocks.js';
import { browserPageCommand } from './browser-page.js';
import { checkConfigCommand } from './check-config.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { expireCommand } from './expire.js';
import { explainCommand } from './explain.js';
import { incidentsCommand } from './incidents.js';
import { initCommand } from './init.js';
import { inspectCommand } from './inspect.js';
import { lookupCommand } from './lookup.js';
import { mapCommand } from './map.js';
import { modelsCommand } from './models.js';
import { muteCommand } from './mute.js';
import { notifyCommand } from './notify.js';
import { policyCommand } from './policy.js';
import { printable } from './printable.js';
import { publishCommand } from './publish.js';
import { rulesCommand } from './rules.js';
import { selftestCommand } from './selftest.js';
import { serveCommand } from './serve.js';
import { trainCommand } from './train.js';
import { undoCommand } from './undo.js';
import { watchCommand } from './watch.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

function program(finish: (code: ExitCode) => void): Command {
  const command = new Command('strayflow')
    .description('Finds what is wrong in network traffic, says why, and helps to stop it.')
    .version(version)
    .showHelpAfterError('(strayflow help COMMAND shows what it takes)')
    .addHelpText(
      'after',
      `
Examples:
  strayflow analyze capture.pcap                  a verdict in the terminal and a report folder
  strayflow analyze conn.log.gz --internal 10.0.0.0/8
  tcpdump -w - | strayflow analyze -
  strayflow analyze flows.csv --map source=ClientIP,destination=ServerIP
  strayflow inspect logs/                         what can be read of it, and what not, and why
  strayflow map odd.csv                           proposes which column is what
  strayflow browser-page /var/www/html/analyse    a page that analyses in the browser, uploading nothing
  strayflow analyze logs/ --json --fail-on 'risk>=0.8'
  strayflow watch /var/log/zeek/conn.log          incidents as they happen
  strayflow serve /var/log/zeek/conn.log          the same, with a dashboard at http://127.0.0.1:8443
  strayflow train ordinary/ --out office.model    what is ordinary here, for watch --model
  strayflow explain 203.0.113.9 strayflow-report  how the risk of a host came about, number by number
  strayflow lookup 203.0.113.9                    all that is known of an address, and how old it is
  strayflow evaluate labelled/                    what is found, and who is wrongly accused
  strayflow rules test rules.yaml conn.log        what rules of your own would have told
  strayflow undo --all                            lifts every block, now
  strayflow selftest conn.log                     what would be seen of attacks on your own network

Exit codes: 0 done; 1 the condition of --fail-on holds; 2 wrong arguments or configuration; 3 the input could not be
read or the report not written; 4 an alert was not delivered; 5 not published; 70 a fault of the program (docs/errors.md).`,
    );
  for (const add of [
    analyzeCommand,
    watchCommand,
    serveCommand,
    accountsCommand,
    publishCommand,
    initCommand,
    checkConfigCommand,
    browserPageCommand,
    inspectCommand,
    mapCommand,
    doctorCommand,
    evaluateCommand,
    selftestCommand,
    trainCommand,
    modelsCommand,
    explainCommand,
    rulesCommand,
    policyCommand,
    lookupCommand,
    blocksCommand,
    undoCommand,
    expireCommand,
    allowCommand,
    auditCommand,
    backupCommand,
    restoreCommand,
    incidentsCommand,
    muteCommand,
    notifyCommand,
  ]) {
    add(command, version, finish);
  }
  for (const child of [command, ...command.commands.flatMap((one) => [one, ...one.commands])])
    child.exitOverride();
  return command;
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof StrayflowError) {
    process.stderr.write(`error ${error.code}: ${printable(error.message)}\n`);
    process.stderr.write(`  what to do: ${error.hint}\n`);
    if (error.cause instanceof Error) process.stderr.write(`  cause: ${printable(error.cause.message)}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `fault: ${printable(text)}\nThis is a fault of strayflow ${version}; please report it.\n`,
  );
  return ExitCode.internal;
}

// A reader that goes away (`| head`) is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? ExitCode.ok);
  });
}

let code: ExitCode = ExitCode.ok;
try {
  await program((result) => {
    code = result;
  }).parseAsync();
} catch (error) {
  code = explain(error);
}
process.exitCode = code;
