/** What an analyst does about an incident. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { IncidentDetail } from '../../api/contract/incidents.js';
import { acknowledge, assign, assignees, closeIncident, falseAlarm } from '../../api/incidents.js';
import { useMay } from '../../api/session.js';
import { Confirm } from '../../parts/confirm.js';
import { useAct } from '../../parts/deeds/act.js';
import { MuteDialog } from '../../parts/deeds/mute-dialog.js';
import { ReasonDialog } from '../../parts/deeds/reason-dialog.js';
import { Field } from '../../parts/field.js';
import { useToast } from '../../parts/toast.js';

type Asked = 'close' | 'mute' | 'false-alarm' | null;

export function IncidentDeeds({ incident }: { readonly incident: IncidentDetail }) {
  const { id, host, state, families } = incident;
  const [asked, setAsked] = useState<Asked>(null);
  const may = useMay('analyst');
  const act = useAct();
  const say = useToast();
  const close = () => setAsked(null);
  const quick = (deed: () => Promise<unknown>, done: string) => {
    act(deed, done).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
  };
  if (!may) return <span className="muted small">An analyst can acknowledge, assign and close it.</span>;
  if (state === 'closed') return null;
  return (
    <>
      {state === 'open' ? (
        <button
          type="button"
          className="button button-main"
          onClick={() => quick(() => acknowledge(id), `You look after ${host}.`)}
        >
          Acknowledge
        </button>
      ) : null}
      <Assign
        incident={incident}
        choose={(to) =>
          quick(() => assign(id, to), to === null ? 'Nobody looks after it now.' : `${to} looks after it.`)
        }
      />
      <button type="button" className="button" onClick={() => setAsked('mute')}>
        Mute
      </button>
      <button type="button" className="button" onClick={() => setAsked('false-alarm')}>
        False alarm
      </button>
      <button type="button" className="button" onClick={() => setAsked('close')}>
        Close
      </button>
      {asked === 'mute' ? <MuteDialog prefix={host} families={families} close={close} /> : null}
      {asked === 'close' ? (
        <Confirm
          title="Close the incident?"
          verb="Close"
          act={() => act(() => closeIncident(id), 'The incident is closed.')}
          close={close}
        >
          New evidence opens another one. Blocks of it stay as they are.
        </Confirm>
      ) : null}
      {asked === 'false-alarm' ? (
        <ReasonDialog
          title="A false alarm"
          verb="Mark as false alarm"
          fields={
            <Field
              label="For so many days"
              name="days"
              type="number"
              min={1}
              max={365}
              defaultValue={30}
              required
            />
          }
          send={(reason, entered) =>
            act(() => falseAlarm(id, reason, Number(entered.get('days'))), 'Marked as a false alarm.')
          }
          close={close}
        >
          Blocks of {host} are lifted, it is spared and these kinds of evidence are muted for so long, the
          incident is closed, and what it did counts as ordinary when models are trained.
        </ReasonDialog>
      ) : null}
    </>
  );
}

interface AssignProps {
  readonly incident: IncidentDetail;
  choose(to: string | null): void;
}

function Assign({ incident: { assigned }, choose }: AssignProps) {
  const { data = [] } = useQuery(assignees);
  const names = assigned === null || data.includes(assigned) ? data : [assigned, ...data];
  return (
    <select
      className="input incident-assign"
      aria-label="Assigned to"
      value={assigned ?? ''}
      onChange={({ target }) => choose(target.value === '' ? null : target.value)}
    >
      <option value="">Nobody looks after it</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
