/** What kinds of evidence there were. */
import { Link } from 'wouter';
import type { Overview } from '../../api/contract/hosts.js';
import { Empty } from '../../parts/empty.js';
import { Panel } from '../../parts/panel.js';
import { familyWords } from '../../words/families.js';
import { counted } from '../../words/numbers.js';
import { familyAddress } from '../addresses.js';

export function FamiliesPanel({ families }: { readonly families: Overview['families'] }) {
  const most = Math.max(1, ...families.map(({ evidence }) => evidence));
  return (
    <Panel title="Evidence by family" says="Pieces in the span, and hosts they are about.">
      {families.length === 0 ? <Empty title="There was no evidence in this span." /> : null}
      <ol className="families plain-list">
        {families.map(({ family, evidence, hosts }) => (
          <li key={family}>
            <Link href={familyAddress(family)}>{familyWords(family)}</Link>
            <span className="muted small">
              {counted(evidence, 'piece')}, {counted(hosts, 'host')}
            </span>
            <span className="families-track">
              <span
                className="families-bar"
                style={{ inlineSize: `${((100 * evidence) / most).toFixed(1)}%` }}
              />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
