/** Models: what judges, how it came to be, and whether it still fits the traffic. */
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { models } from '../../api/models.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Problem } from '../../parts/problem.js';
import { DriftPanel } from './drift.js';
import { Judging } from './judging.js';
import { ModelDetails } from './model-details.js';
import { VersionsPanel } from './versions.js';
import './models.css';

export default function ModelsPage() {
  const { data, error, isPending, refetch } = useQuery(models);
  const [address, setAddress] = useSearchParams();
  const asked = Number(address.get('version'));
  const shown =
    data?.items.find(({ version }) => version === asked) ?? data?.items.find((row) => row.isCurrent);
  return (
    <>
      <PageHead title="Models" />
      {isPending ? <Loading what="the models" height="50vh" /> : null}
      {error === null ? null : (
        <Problem title="The models could not be loaded." error={error} again={() => void refetch()} />
      )}
      {data === undefined ? null : (
        <div className="models">
          <Judging list={data} />
          <DriftPanel drift={data.drift} />
          <VersionsPanel
            list={data}
            shown={shown?.version ?? null}
            show={(version) => setAddress({ version: String(version) }, { replace: true })}
          />
          {shown === undefined ? null : <ModelDetails key={shown.version} row={shown} all={data.items} />}
        </div>
      )}
    </>
  );
}
