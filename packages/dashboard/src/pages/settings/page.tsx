/** Settings: of oneself, of what comes in, of who may what, and of the service. */
import { useSearchParams } from 'wouter';
import { useMay } from '../../api/session.js';
import { PageHead } from '../../parts/page-head.js';
import { type Tab, Tabs } from '../../parts/tabs.js';
import { Audit } from './audit.js';
import { Service } from './service.js';
import { Sources } from './sources.js';
import { Tokens } from './tokens.js';
import { Users } from './users.js';
import { You } from './you.js';
import './settings.css';

/** For everybody, but for those that only admins may see. */
const TABS: readonly (Tab & { readonly isForAdmins?: true })[] = [
  { key: 'you', title: 'You', render: () => <You /> },
  { key: 'sources', title: 'Sources', render: () => <Sources /> },
  { key: 'users', title: 'Users', isForAdmins: true, render: () => <Users /> },
  { key: 'tokens', title: 'Tokens', render: () => <Tokens /> },
  { key: 'audit', title: 'Audit log', isForAdmins: true, render: () => <Audit /> },
  { key: 'service', title: 'Service', render: () => <Service /> },
];

export default function SettingsPage() {
  const [address, setAddress] = useSearchParams();
  const isAdmin = useMay('admin');
  return (
    <>
      <PageHead title="Settings" />
      <Tabs
        label="Settings"
        tabs={TABS.filter(({ isForAdmins }) => isAdmin || isForAdmins !== true)}
        chosen={address.get('tab') ?? 'you'}
        choose={(tab) => setAddress({ tab }, { replace: true })}
      />
    </>
  );
}
