/** The policy: what is done about whom, what never is, what is blocked now, and the switch. */
import { useSearchParams } from 'wouter';
import { PageHead } from '../../parts/page-head.js';
import { Tabs } from '../../parts/tabs.js';
import { Blocks } from './blocks.js';
import { Exceptions } from './exceptions.js';
import { Guards } from './guards.js';
import { KillSwitch } from './kill-switch.js';
import { Rules } from './rules.js';
import './policy.css';

const TABS = [
  { key: 'rules', title: 'Rules', render: () => <Rules /> },
  { key: 'guards', title: 'Guards', render: () => <Guards /> },
  { key: 'blocks', title: 'Blocks', render: () => <Blocks /> },
  { key: 'exceptions', title: 'Exceptions', render: () => <Exceptions /> },
];

export default function PolicyPage() {
  const [address, setAddress] = useSearchParams();
  return (
    <>
      <PageHead title="Policy" />
      <KillSwitch />
      <Tabs
        label="Policy"
        tabs={TABS}
        chosen={address.get('tab') ?? 'rules'}
        choose={(tab) => setAddress(tab === 'rules' ? {} : { tab }, { replace: true })}
      />
    </>
  );
}
