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
  ];
  return `${lines.join('\n')}\n`;
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
