/** Networks: those of our own, countries of the others, and what goes between them. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Networks } from '../../api/contract/flows.js';
import { networks } from '../../api/networks.js';
import { Empty } from '../../parts/empty.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { SpanChoice } from '../../parts/span.js';
import { type Bounds, useStoredSpan } from '../../parts/stored-span.js';
import { AreaTable } from './area-table.js';
import { areasOf } from './areas.js';
import { BetweenPanel } from './between-panel.js';
import './networks.css';

export default function NetworksPage() {
  const { span, stored, bounds } = useStoredSpan();
  return (
    <>
      <PageHead
        title="Networks"
        says="Networks of your own, countries of the others, and what goes between them."
        actions={<SpanChoice {...span} />}
      />
      {stored.isPending ? <Loading what="networks" height="50vh" /> : null}
      {stored.error === null ? null : <Problem error={stored.error} again={() => void stored.refetch()} />}
      {stored.data === null ? (
        <Empty title="No flows are kept yet." command="strayflow doctor">
          They are here as soon as the watch has read some. See that the inputs receive something:
        </Empty>
      ) : null}
      {bounds === null || stored.data == null ? null : (
        <Answered bounds={bounds} showAll={() => span.setSpan({ kind: 'between', ...stored.data! })} />
      )}
    </>
  );
}

function Answered({ bounds, showAll }: { readonly bounds: Bounds; showAll(): void }) {
  const { data, error, isPending, refetch } = useQuery(networks(bounds));
  if (isPending) return <Loading what="networks" height="50vh" />;
  if (error !== null) {
    return <Problem title="The networks could not be loaded." error={error} again={() => void refetch()} />;
  }
  if (data.links.length === 0) {
    return (
      <Empty title="No flows in this span of time.">
        <button type="button" className="button" onClick={showAll}>
          Look through all that is kept
        </button>
      </Empty>
    );
  }
  return <Found networks={data} bounds={bounds} />;
}

function Found({ networks: found, bounds }: { readonly networks: Networks; readonly bounds: Bounds }) {
  const areas = useMemo(() => areasOf(found), [found]);
  const byName = useMemo(() => new Map(areas.map((area) => [area.name, area])), [areas]);
  const inside = areas.filter(({ isInternal }) => isInternal);
  const outside = areas.filter(({ isInternal }) => !isInternal);
  return (
    <div className="networks">
      {found.isWhole ? null : (
        <p className="networks-cut" role="status">
          <strong>This is not all.</strong> The search was cut by time, or there are more networks than are
          shown: those with most bytes are here. A shorter span of time is searched whole.
        </p>
      )}
      <BetweenPanel networks={found} areas={byName} bounds={bounds} />
      <Panel title="Of your own" says={insideWords(found.internal)}>
        {inside.length === 0 ? (
          <Empty title="No flow touches a network of your own." command={'internal: [10.0.0.0/8]'}>
            Say in the configuration which networks are yours:
          </Empty>
        ) : (
          <AreaTable label="Networks of your own" heading="Network" areas={inside} bounds={bounds} />
        )}
      </Panel>
      <Panel title="Others, by country" says={outsideWords(found)}>
        {outside.length === 0 ? (
          <Empty title="No flow leaves your networks or comes into them." />
        ) : (
          <AreaTable label="Countries" heading="Country" areas={outside} bounds={bounds} />
        )}
        {outside.some(({ name }) => name !== '') || outside.length === 0 ? null : <NoPlaces />}
      </Panel>
    </div>
  );
}

function insideWords(internal: readonly string[]): string {
  if (internal.length === 0) return 'It is not known yet which networks are yours.';
  const shown = internal.slice(0, 6).join(', ');
  return `By /24 and /64 of ${shown}${internal.length > 6 ? ' and more' : ''}.`;
}

function outsideWords({ countries }: Networks): string {
  const known = countries.filter(({ country }) => country !== '').length;
  return known === 0
    ? 'Everything that is not yours.'
    : 'Where databases of locations place their addresses: context, never a reason.';
}

function NoPlaces() {
  return (
    <Empty
      title="It is not known where they are."
      command={'addresses:\n  location:\n    city: [/var/lib/strayflow/GeoLite2-City.mmdb]'}
    >
      Addresses may be private, or no database of locations is there. Any in MaxMind DB format will do; name
      it in the configuration and restart:
    </Empty>
  );
}
