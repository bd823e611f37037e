/** What is never blocked, and when nothing is. */
import { useQuery } from '@tanstack/react-query';
import { policy } from '../../api/policy.js';
import { Facts } from '../../parts/facts.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';

export function Guards() {
  const { data, error, isPending, refetch } = useQuery(policy);
  if (isPending) return <Loading what="the guards" />;
  if (error !== null) return <Problem error={error} again={() => void refetch()} />;
  return (
    <Panel title="Guards" says="They hold for every rule. What they held back is said with the decision.">
      <Facts
        facts={Object.fromEntries(data.guards.map(({ name, says }) => [name.replaceAll('-', ' '), says]))}
      />
    </Panel>
  );
}
