/** Settings: of oneself, and of programs that use the service in one's name. */
import { useSearchParams } from 'wouter';
import { PageHead } from '../../parts/page-head.js';
import { Tabs } from '../../parts/tabs.js';
import { Tokens } from './tokens.js';
import { You } from './you.js';

const TABS = [
  { key: 'you', title: 'You', render: () => <You /> },
  { key: 'tokens', title: 'Tokens', render: () => <Tokens /> },
];

export default function SettingsPage() {
  const [address, setAddress] = useSearchParams();
  return (
    <>
      <PageHead title="Settings" />
      <Tabs
        label="Settings"
        tabs={TABS}
        chosen={address.get('tab') ?? 'you'}
        choose={(tab) => setAddress({ tab }, { replace: true })}
      />
    </>
  );
}
