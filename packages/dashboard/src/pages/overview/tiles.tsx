/** What wants to be decided, and what is being done, at a glance. */
import { Link } from 'wouter';
import type { Overview } from '../../api/contract/hosts.js';
import { bytes, count, counted, shortCount } from '../../words/numbers.js';

interface TileProps {
  readonly title: string;
  readonly value: string;
  readonly says: string;
  readonly address: string;
  readonly isUrgent?: boolean;
}

function Tile({ title, value, says, address, isUrgent = false }: TileProps) {
  return (
    <li className={isUrgent ? 'tile tile-urgent' : 'tile'}>
      <Link href={address}>{title}</Link>
      <p className="tile-value">{value}</p>
      <p className="muted small">{says}</p>
    </li>
  );
}

export function Tiles({
  overview: { incidents, blocks, traffic, families },
}: {
  readonly overview: Overview;
}) {
  const flows = traffic.reduce((sum, step) => sum + step.flows, 0);
  const volume = traffic.reduce((sum, step) => sum + step.bytes, 0);
  const evidence = families.reduce((sum, family) => sum + family.evidence, 0);
  return (
    <ul className="tiles plain-list">
      <Tile
        title="Open incidents"
        value={count(incidents.open)}
        says={
          incidents.open === 0
            ? `Nothing waits for you. ${count(incidents.closedInSpan)} closed.`
            : `${count(incidents.unacknowledged)} not acknowledged, ${count(incidents.closedInSpan)} closed`
        }
        address="/incidents"
        isUrgent={incidents.unacknowledged > 0}
      />
      <Tile
        title="Blocks"
        value={count(blocks.standing)}
        says={blockWords(blocks)}
        address={blocks.mode === 'enforce' ? '/policy?tab=blocks' : '/policy'}
        isUrgent={blocks.waiting > 0 || (blocks.mode === 'enforce' && !blocks.isBlocking)}
      />
      <Tile
        title="Evidence"
        value={shortCount(evidence)}
        says={
          families.length === 0
            ? 'Nothing stood out.'
            : `of ${counted(families.length, 'family', 'families')}`
        }
        address="/hosts?order=last"
      />
      <Tile title="Flows" value={shortCount(flows)} says={`${bytes(volume)} in all`} address="/flows" />
    </ul>
  );
}

/** What stands between a decision and a block is said first. */
function blockWords({ waiting, isBlocking, mode }: Overview['blocks']): string {
  if (mode === 'observe') return 'The policy only observes.';
  if (mode === 'alert') return 'The policy alerts and does not block.';
  if (!isBlocking) return 'Blocking is switched off by hand.';
  return waiting === 0
    ? 'Blocking as the policy says.'
    : `${counted(waiting, 'block waits', 'blocks wait')} for approval`;
}
