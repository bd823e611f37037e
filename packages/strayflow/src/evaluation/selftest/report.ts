/** A self-test as text that is Markdown, too. */
import { markdownTable } from '../markdown-table.js';
import type { SelfTest, SelfTestResult } from './selftest.js';

export function selfTestReport(test: SelfTest, command: string): string {
  const seen = test.results.filter((result) => result.seen).length;
  const lines = [
    `Made by \`${command}\` (strayflow ${test.version}, seed ${test.seed}).`,
    '',
    `${seen} of ${test.results.length} injected attacks would have been seen, in ${test.copies} copies of ${test.flows} flows (internal: ${test.internal.join(', ')}).`,
    '',
    markdownTable(
      ['behaviour', 'strength', 'what', 'who', 'against', 'seen', 'seen at', 'delay (s)', 'risk', 'remark'],
      test.results.map(row),
    ),
    ...missed(test.results),
  ];
  return `${lines.join('\n')}\n`;
}

/** What was told of those that were missed, and what an alert takes: once for each behaviour. */
function missed(results: readonly SelfTestResult[]): readonly string[] {
  const without = results.filter(({ seen }) => !seen);
  if (without.length === 0) return [];
  const behaviours = [...new Set(without.map(({ behaviour }) => behaviour))];
  return [
    '',
    'What was missed, and what an alert takes:',
    ...behaviours.flatMap((behaviour) => {
      const own = without.filter((each) => each.behaviour === behaviour);
      return [
        '',
        `* ${behaviour}: ${own[0]!.takes}.`,
        ...own.map((result) => `  * ${result.strength}, ${result.what}: ${why(result)}`),
      ];
    }),
  ];
}

function why({ told, reason, ordinary, risk }: SelfTestResult): string {
  const usual = ordinary === null ? '' : `; ${ordinary}`;
  if (told === null) return `${reason ?? 'no evidence'}${usual}`;
  return `told, but at risk ${risk.toFixed(2)}: ${told}${usual}`;
}

function row(result: SelfTestResult): readonly string[] {
  const remarks = [
    ...(result.reason === null ? [] : [result.reason]),
    ...(result.toldWithout ? ['told without the injection, too'] : []),
  ];
  return [
    result.behaviour,
    result.strength,
    result.what,
    result.attacker ?? 'forged sources',
    result.against,
    result.seen ? 'yes' : 'no',
    result.seenAt === null ? '' : new Date(result.seenAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    result.delaySeconds === null ? '' : result.delaySeconds.toFixed(1),
    result.risk.toFixed(2),
    remarks.join('; '),
  ];
}
