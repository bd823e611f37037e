/** Blocks that were decided in an incident. */
import type { IncidentDetail } from '../../api/contract/incidents.js';
import { Badge } from '../../parts/badge.js';
import { BlockDeeds } from '../../parts/deeds/block-deeds.js';
import { Panel } from '../../parts/panel.js';
import { Time } from '../../parts/time.js';
import { blockWords } from '../../words/incidents.js';

export function IncidentBlocks({ incident: { blocks, action } }: { readonly incident: IncidentDetail }) {
  return (
    <Panel title="Blocks">
      {blocks.length > 0 ? null : (
        <p className="muted">
          {action === 'alert'
            ? 'None: the policy alerts of it, and does not block.'
            : 'None is recorded for it.'}
        </p>
      )}
      <ul className="plain-list incident-blocks">
        {blocks.map((block) => (
          <li key={block.id}>
            <p>
              <span className="mono">{block.prefix}</span>{' '}
              <Badge tone={blockWords(block)[1]}>{blockWords(block)[0]}</Badge>
            </p>
            <p className="muted small">
              Rule {block.rule}. {block.ended === null ? 'Until ' : 'Ended '}
              <Time at={block.ended ?? block.expires} /> UTC.
            </p>
            <BlockDeeds block={block} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
