/** What judges now, and what is missing until models of this network do. */
import type { ModelList } from '../../api/contract/policy.js';
import { Panel } from '../../parts/panel.js';
import { count } from '../../words/numbers.js';

const WORDS = {
  own: ['Models of this network judge', 'What is unusual is told by what this network was like.'],
  baseline: [
    'The baseline of other networks judges',
    'Until there are models of this network, what is unusual is told by ordinary traffic of others. That raises no alert by itself; known behaviours do. Models are learned from the history once it has a day.',
  ],
  none: ['No models judge', 'Known behaviours and forged addresses are told all the same.'],
} as const;

export function Judging({ list: { judgedBy, items, isFollowed } }: { readonly list: ModelList }) {
  const [title, says] =
    judgedBy === null
      ? ['Nothing judges now', 'The watch has not told of itself since the server began.']
      : WORDS[judgedBy];
  const current = items.find((row) => row.isCurrent);
  return (
    <Panel title={title} says={says}>
      {current === undefined ? null : (
        <p>
          Version {current.version}
          {current.flows === null ? '' : `, learned from ${count(current.flows.learned)} flows`}
          {current.hosts === null ? '' : ` and ${count(current.hosts.learned)} windows of hosts`}.
        </p>
      )}
      {isFollowed ? null : (
        <p className="muted small">
          The watch judges by the file of its option --model: what is promoted here does not change that.
        </p>
      )}
    </Panel>
  );
}
