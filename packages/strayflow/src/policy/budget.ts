/** The alert budget: the alert line is raised until ordinary traffic is expected to alert no more often than was asked for. */
import { type AlarmHistory, expectedAlarms, lineWithin } from '../model/alarm-history.js';
import { counted, quantity, riskText } from '../model/format.js';
import type { PolicyOptions } from './options.js';

export interface Budgeted {
  readonly options: PolicyOptions;
  /** What is to be expected, in plain words; null where nobody asked and nothing is known. */
  readonly statement: string | null;
}

/** The alert line is never lowered, never raised over the block line, and the block line stays where it is. */
export function withinBudget(options: PolicyOptions, history: AlarmHistory | null): Budgeted {
  const { alertBudget, alertLine, blockLine } = options;
  if (history === null || history.days <= 0) {
    const statement =
      alertBudget === null
        ? null
        : `At most ${perDay(alertBudget)} cannot be promised: no history of ordinary traffic says how many false alarms to expect (strayflow train makes one).`;
    return { options, statement };
  }
  const highest = Math.max(alertLine, blockLine);
  const line = alertBudget === null ? alertLine : lineWithin(history, alertBudget, alertLine, highest);
  const used = line ?? highest;
  const expected = expectedAlarms(history, used);
  const told = `${quantity(expected.perDay)} false alarms a day are to be expected (95 %: ${quantity(expected.low)} to ${quantity(expected.high)}), by ${counted(history.hosts, 'host')} in ${quantity(history.days)} days of ordinary traffic`;
  const asked =
    alertBudget === null
      ? ''
      : line === null
        ? ` More than ${perDay(alertBudget)}: even the block line does not keep to the budget.`
        : ` At most ${perDay(alertBudget)} were asked for.`;
  return {
    options: { ...options, alertLine: used },
    statement: `The alert line is ${riskText(used)}: ${told}.${asked}`,
  };
}

const perDay = (budget: number) => `${quantity(budget)} a day`;
