/** `--fail-on 'risk>=0.8'`: a condition on the result that sets the exit code. */
import type { Analysis } from '../model/analysis.js';
import { StrayflowError } from '../model/errors.js';

const METRICS = {
  /** Highest risk of any host as an actor. */
  risk: (analysis: Analysis) =>
    Math.max(0, ...analysis.hosts.filter((host) => host.role === 'actor').map((host) => host.risk)),
  alerts: (analysis: Analysis) => analysis.decisions.filter((decision) => decision.action === 'alert').length,
  blocks: (analysis: Analysis) => analysis.decisions.filter((decision) => decision.action === 'block').length,
  rejected: (analysis: Analysis) =>
    Object.values(analysis.coverage.rejected).reduce((sum, count) => sum + count, 0),
};

const OPERATORS = {
  '>=': (a: number, b: number) => a >= b,
  '>': (a: number, b: number) => a > b,
  '<=': (a: number, b: number) => a <= b,
  '<': (a: number, b: number) => a < b,
};

export type Condition = (analysis: Analysis) => boolean;

/** Throws StrayflowError('usage') on anything but METRIC OPERATOR NUMBER. */
export function parseCondition(text: string): Condition {
  const match = /^\s*([a-z]+)\s*(>=|>|<=|<)\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  const name = match?.[1] ?? '';
  if (match === null || !Object.hasOwn(METRICS, name)) {
    throw new StrayflowError(
      'usage',
      `expected a condition like 'risk>=0.8' on one of ${Object.keys(METRICS).join(', ')}; received ${JSON.stringify(text)}`,
    );
  }
  const metric = METRICS[name as keyof typeof METRICS];
  const compare = OPERATORS[match[2] as keyof typeof OPERATORS];
  const limit = Number(match[3]);
  return (analysis) => compare(metric(analysis), limit);
}
