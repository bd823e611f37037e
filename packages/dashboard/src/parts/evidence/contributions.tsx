/** What was measured, beside what is usual. */
import type { EvidenceDetail } from '../../api/contract/hosts.js';
import { share } from '../../words/numbers.js';

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

function measured(value: number, unit: string): string {
  return `${NUMBER.format(value)}${unit === '' ? '' : `\u00a0${unit}`}`;
}

export function Contributions({
  piece,
}: {
  readonly piece: Pick<EvidenceDetail, 'contributions' | 'threshold'>;
}) {
  const { contributions, threshold } = piece;
  if (contributions.length === 0) return null;
  return (
    <div className="evidence-contributions">
      <table>
        <caption className="unseen">What was measured</caption>
        <thead>
          <tr>
            <th scope="col">Measured</th>
            <th scope="col">Here</th>
            <th scope="col">Usual</th>
            <th scope="col">Part of it</th>
          </tr>
        </thead>
        <tbody>
          {contributions.map(({ feature, value, unit, usual, share: part }) => (
            <tr key={feature}>
              <th scope="row">{feature}</th>
              <td>
                {measured(value, unit)}
                {threshold?.feature === feature ? (
                  <span className="muted small"> (line {measured(threshold.value, threshold.unit)})</span>
                ) : null}
              </td>
              <td>
                {usual === null ? (
                  <span className="muted">not known</span>
                ) : (
                  `${NUMBER.format(usual.low)} to ${measured(usual.high, unit)}`
                )}
              </td>
              <td className="evidence-part">{share(part, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
