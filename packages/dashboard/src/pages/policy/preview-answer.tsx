/** What another policy would have done to what is stored, beside the one in force. */
import { Link } from 'wouter';
import type { PolicyPreview } from '../../api/contract/policy.js';
import { Badge } from '../../parts/badge.js';
import { Time } from '../../parts/time.js';
import { count, counted, duration } from '../../words/numbers.js';
import { hostAddress } from '../addresses.js';

type Totals = PolicyPreview['before'];
type Change = PolicyPreview['newlyBlocked'][number];

const SHOWN = 20;

const ROWS: readonly (readonly [words: string, value: (totals: Totals) => string])[] = [
  ['Hosts alerted of', ({ alertedHosts }) => count(alertedHosts)],
  ['Hosts decided to block', ({ blockedHosts }) => count(blockedHosts)],
  ['Hosts blocked without asking', ({ doneHosts }) => count(doneHosts)],
  ['Hosts that wait for approval', ({ waitingHosts }) => count(waitingHosts)],
  ['Time blocked, in all', ({ blockedMs }) => (blockedMs === 0 ? 'none' : duration(blockedMs))],
];

export function PreviewAnswer({ preview }: { readonly preview: PolicyPreview }) {
  const { from, to, evidence, before, after, notes } = preview;
  return (
    <section className="preview" aria-label="Preview">
      <h3>
        On {counted(evidence, 'piece')} of evidence
        {from === null || to === null ? null : (
          <>
            {' '}
            from <Time at={from} /> to <Time at={to} />
          </>
        )}
      </h3>
      <table className="preview-totals">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">What</span>
            </th>
            <th scope="col">In force</th>
            <th scope="col">Edited</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([words, value]) => (
            <tr key={words} className={value(before) === value(after) ? '' : 'preview-differs'}>
              <th scope="row">{words}</th>
              <td>{value(before)}</td>
              <td>{value(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Changes title="Newly blocked" changes={preview.newlyBlocked} />
      <Changes title="No longer blocked" changes={preview.noLongerBlocked} />
      <Changes title="Newly alerted of" changes={preview.newlyAlerted} />
      <Changes title="No longer alerted of" changes={preview.noLongerAlerted} />
      <Changes title="Blocked for longer" changes={preview.blockedLonger} />
      <Changes title="Blocked for less long" changes={preview.blockedShorter} />
      <ByReason title="Held back by a guard" hosts={preview.heldBack} />
      <ByReason title="Let pass by a guard that no longer holds" hosts={preview.letPass} />
      {notes.map((note) => (
        <p key={note} className="muted small">
          {note}
        </p>
      ))}
    </section>
  );
}

function Changes({ title, changes }: { readonly title: string; readonly changes: readonly Change[] }) {
  if (changes.length === 0) return null;
  return (
    <div>
      <h3>
        {title}: {counted(changes.length, 'host')}
      </h3>
      <ul className="plain-list preview-hosts">
        {changes.slice(0, SHOWN).map(({ site, host, role, known }) => (
          <li key={`${site} ${host} ${role}`}>
            <Link href={hostAddress(host, site)} className="mono">
              {host}
            </Link>{' '}
            {role === 'victim' ? <Badge>attacked</Badge> : null}
            {known === null ? null : <Badge tone={known.wrong ? 'severe' : 'good'}>{known.says}</Badge>}
          </li>
        ))}
      </ul>
      {changes.length > SHOWN ? (
        <p className="muted small">and {count(changes.length - SHOWN)} more</p>
      ) : null}
    </div>
  );
}

function ByReason({
  title,
  hosts,
}: {
  readonly title: string;
  readonly hosts: Readonly<Record<string, readonly string[]>>;
}) {
  const reasons = Object.entries(hosts).filter(([, of]) => of.length > 0);
  if (reasons.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="plain-list">
        {reasons.map(([reason, of]) => (
          <li key={reason}>
            {reason}: <span className="mono">{of.slice(0, SHOWN).join(', ')}</span>
            {of.length > SHOWN ? ` and ${count(of.length - SHOWN)} more` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}
