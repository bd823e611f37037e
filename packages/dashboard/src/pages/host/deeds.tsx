/** What can be done about a host from its page. */
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { HostDetail } from '../../api/contract/hosts.js';
import { useMay } from '../../api/session.js';
import { ExceptionDialog } from '../../parts/deeds/exception-dialog.js';
import { MuteDialog } from '../../parts/deeds/mute-dialog.js';
import { flowsAddress } from '../addresses.js';
import { dayUpTo } from './evidence-day.js';

export function HostDeeds({ host: { host, risks, lastSeen, subject } }: { readonly host: HostDetail }) {
  const [asked, setAsked] = useState<'mute' | 'spare' | null>(null);
  const [, go] = useLocation();
  const mayMute = useMay('analyst');
  const maySpare = useMay('responder');
  const families = [...new Set(risks.flatMap(({ shares }) => shares.map(({ family }) => family)))];
  const close = () => setAsked(null);
  // It has no address: nothing goes to it, and nothing of it can be blocked.
  if (subject === 'network') return null;
  return (
    <>
      <Link href={flowsAddress(`host:${host}`, dayUpTo(lastSeen))} className="button">
        Its flows
      </Link>
      {mayMute ? (
        <button type="button" className="button" onClick={() => setAsked('mute')}>
          Mute
        </button>
      ) : null}
      {maySpare ? (
        <button type="button" className="button" onClick={() => setAsked('spare')}>
          Never block
        </button>
      ) : null}
      {asked === 'mute' ? <MuteDialog prefix={host} families={families} close={close} /> : null}
      {asked === 'spare' ? (
        <ExceptionDialog prefix={host} done={() => go('/policy?tab=exceptions')} close={close} />
      ) : null}
    </>
  );
}
