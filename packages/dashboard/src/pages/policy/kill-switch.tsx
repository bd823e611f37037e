/** Whether anything is blocked at all, and the switch that ends it. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { blocking, switchBlocking } from '../../api/blocks.js';
import type { Blocking } from '../../api/contract/incidents.js';
import { useMay } from '../../api/session.js';
import { useAct } from '../../parts/deeds/act.js';
import { ReasonDialog } from '../../parts/deeds/reason-dialog.js';
import { Problem } from '../../parts/problem.js';

function words({ isBlocking, mode }: Blocking): readonly [title: string, says: string] {
  if (!isBlocking) {
    return [
      'Blocking is switched off',
      'Nothing is blocked, whatever the policy says. Decisions are noted all the same.',
    ];
  }
  if (mode === 'observe') return ['The policy only observes', 'It says what it would do, and does nothing.'];
  if (mode === 'alert') return ['The policy alerts', 'It tells people, and blocks nothing.'];
  return ['Blocking is on', 'What the policy decides is carried out, within its guards.'];
}

export function KillSwitch() {
  const { data, error } = useQuery(blocking);
  const [isAsked, setAsked] = useState(false);
  const may = useMay('responder');
  const act = useAct();
  if (error !== null) return <Problem error={error} />;
  if (data === undefined) return null;
  const [title, says] = words(data);
  const { isBlocking } = data;
  return (
    <section className={isBlocking ? 'switch' : 'switch switch-off'} aria-label="Blocking">
      <div>
        <h2>{title}</h2>
        <p className="muted small">{says}</p>
      </div>
      {may ? (
        <button
          type="button"
          className={isBlocking ? 'button button-grave' : 'button button-main'}
          onClick={() => setAsked(true)}
        >
          {isBlocking ? 'Switch blocking off' : 'Switch blocking on'}
        </button>
      ) : (
        <span className="muted small">A responder can switch it.</span>
      )}
      {isAsked ? (
        <ReasonDialog
          title={isBlocking ? 'Switch blocking off' : 'Switch blocking on'}
          verb={isBlocking ? 'Switch off' : 'Switch on'}
          send={(reason) =>
            act(
              () => switchBlocking(!isBlocking, reason),
              isBlocking ? 'Blocking is switched off.' : 'Blocking is switched on.',
            )
          }
          close={() => setAsked(false)}
        >
          {isBlocking
            ? 'All blocks are taken away at once and none is set until it is switched on again.'
            : 'Blocks that have not ended are set again, and what the policy decides is carried out.'}
        </ReasonDialog>
      ) : null}
    </section>
  );
}
