/** What a responder can do about a block. */
import { useState } from 'react';
import { approve, deny, undo } from '../../api/blocks.js';
import type { BlockRow } from '../../api/contract/incidents.js';
import { useMay } from '../../api/session.js';
import { Confirm } from '../confirm.js';
import { useAct } from './act.js';
import { Hours, hoursOf } from './hours.js';
import { ReasonDialog } from './reason-dialog.js';

type Asked = 'approve' | 'deny' | 'undo' | null;

export function BlockDeeds({ block: { id, prefix, status } }: { readonly block: BlockRow }) {
  const [asked, setAsked] = useState<Asked>(null);
  const act = useAct();
  const may = useMay('responder');
  const close = () => setAsked(null);
  if (status === 'ended') return null;
  if (!may) return <span className="muted small">A responder decides.</span>;
  return (
    <span className="deeds">
      {status === 'waiting' ? (
        <>
          <button type="button" className="button button-main" onClick={() => setAsked('approve')}>
            Approve
          </button>
          <button type="button" className="button" onClick={() => setAsked('deny')}>
            Deny
          </button>
        </>
      ) : (
        <button type="button" className="button button-grave" onClick={() => setAsked('undo')}>
          Undo
        </button>
      )}
      {asked === 'approve' ? (
        <Confirm
          title={`Block ${prefix}?`}
          verb="Block"
          isGrave
          act={() => act(() => approve(id), `${prefix} is blocked.`)}
          close={close}
        >
          What it sends is dropped from now on, until the block ends. It can be undone at any time.
        </Confirm>
      ) : null}
      {asked === 'deny' ? (
        <ReasonDialog
          title={`Do not block ${prefix}`}
          verb="Deny"
          send={(reason) => act(() => deny(id, reason), `${prefix} is not blocked.`)}
          close={close}
        >
          The proposal ends. The policy may propose it again when its risk grows.
        </ReasonDialog>
      ) : null}
      {asked === 'undo' ? (
        <ReasonDialog
          title={`Undo the block of ${prefix}`}
          verb="Undo"
          fields={<Hours usual="24" isEndless={false} />}
          send={(reason, entered) =>
            act(() => undo(id, reason, hoursOf(entered) ?? 24), `The block of ${prefix} is undone.`)
          }
          close={close}
        >
          Its traffic passes again, and it is not blocked for as long as you say.
        </ReasonDialog>
      ) : null}
    </span>
  );
}
