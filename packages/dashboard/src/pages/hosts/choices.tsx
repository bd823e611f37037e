/** Which hosts are listed: part of the address of the page, so that it can be handed on. */
import { useSearchParams } from 'wouter';
import type { Family, HostRole } from '../../api/contract/basics.js';
import type { HostOrder, HostsWanted } from '../../api/hosts.js';
import { Choice } from '../../parts/choice.js';
import { FAMILIES, familyWords } from '../../words/families.js';

const ROLES: readonly { readonly key: HostRole | 'all'; readonly title: string }[] = [
  { key: 'all', title: 'All' },
  { key: 'actor', title: 'Acting' },
  { key: 'victim', title: 'Attacked' },
];
/** As the server has it. */
const LONGEST_SEARCH = 300;

type Name = keyof HostsWanted;

export interface HostChoices {
  readonly wanted: HostsWanted;
  /** @param value "" for all */
  set(name: Name, value: string): void;
  /** All hosts, in the order that was chosen. */
  clear(): void;
}

function wantedOf(address: URLSearchParams): HostsWanted {
  const family = FAMILIES.find((each) => each === address.get('family'));
  const role = ROLES.find(({ key }) => key === address.get('role'))?.key ?? 'all';
  const order: HostOrder = address.get('order') === 'last' ? 'last' : 'risk';
  return {
    order,
    search: (address.get('search') ?? '').slice(0, LONGEST_SEARCH),
    family: family ?? '',
    role: role === 'all' ? '' : role,
    site: address.get('site') ?? '',
  };
}

export function useHostChoices(): HostChoices {
  const [address, setAddress] = useSearchParams();
  const wanted = wantedOf(address);
  return {
    wanted,
    set(name, value) {
      setAddress(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      );
    },
    clear() {
      setAddress(wanted.order === 'risk' ? {} : { order: wanted.order }, { replace: true });
    },
  };
}

interface ChoicesProps extends HostChoices {
  /** Sites that are known so far. */
  readonly sites: readonly string[];
}

export function Choices({ wanted, set, sites }: ChoicesProps) {
  return (
    <div className="hosts-choices">
      <Choice
        label="Role"
        options={ROLES}
        chosen={wanted.role === '' ? 'all' : wanted.role}
        choose={(role) => set('role', role === 'all' ? '' : role)}
      />
      <select
        className="input"
        aria-label="Evidence of"
        value={wanted.family}
        onChange={({ target }) => set('family', target.value)}
      >
        <option value="">Evidence of any kind</option>
        {FAMILIES.map((family: Family) => (
          <option key={family} value={family}>
            {familyWords(family)}
          </option>
        ))}
      </select>
      {sites.length < 2 && wanted.site === '' ? null : (
        <select
          className="input"
          aria-label="Site"
          value={wanted.site}
          onChange={({ target }) => set('site', target.value)}
        >
          <option value="">All sites</option>
          {sites.map((site) => (
            <option key={site} value={site}>
              {site}
            </option>
          ))}
        </select>
      )}
      <input
        type="search"
        className="input hosts-search"
        aria-label="Search hosts"
        placeholder="Address, prefix or name"
        maxLength={LONGEST_SEARCH}
        value={wanted.search}
        onChange={({ target }) => set('search', target.value)}
      />
    </div>
  );
}
