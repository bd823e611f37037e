/** The service: version, how it listens, what it watches, what waits for a restart, what it takes and keeps. */
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../api/contract/status.js';
import { settings } from '../../api/settings.js';
import { Badge } from '../../parts/badge.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { Time } from '../../parts/time.js';
import { count, duration } from '../../words/numbers.js';
import { Fact, Facts } from './facts.js';
import { Outlets } from './outlets.js';
import { certificateFault, encryptionWords, inputWords } from './service-words.js';
import { StatePanel } from './state-panel.js';

export function Service() {
  const asked = useQuery(settings);
  if (asked.isPending) return <Loading what="settings" />;
  if (asked.isError && asked.data === undefined) {
    return <Problem error={asked.error} again={() => void asked.refetch()} />;
  }
  const found = asked.data;
  return (
    <div className="settings-service">
      {found.waiting.length === 0 ? null : <Waiting sections={found.waiting} />}
      <About settings={found} />
      <Listening settings={found} />
      <Outlets settings={found} />
      <StatePanel settings={found} />
    </div>
  );
}

function Waiting({ sections }: { readonly sections: readonly string[] }) {
  return (
    <Panel
      title="Waits for a restart"
      says="These sections of the configuration file changed and are not in force yet. Restart the service to take them up; nothing is lost by that."
      className="settings-waiting"
    >
      <p className="settings-about">
        {sections.map((section) => (
          <code key={section}>{section}</code>
        ))}
      </p>
    </Panel>
  );
}

function About({ settings: found }: { readonly settings: Settings }) {
  const { version, started, now, file, site, internal, mode, inputs } = found;
  return (
    <Panel title={`Strayflow ${version}`}>
      <Facts>
        <Fact name="Server started">
          <Time at={started} /> UTC, {duration(now - started)} ago
        </Fact>
        <Fact name="Configuration">
          {file === null ? 'defaults: no file was named' : <code>{file}</code>}
        </Fact>
        <Fact name="Site">{site}</Fact>
        <Fact name="Own network">
          {internal.length === 0 ? 'inferred from the traffic' : internal.join(', ')}
        </Fact>
        <Fact name="Mode of the policy">
          <Badge>{mode}</Badge>
        </Fact>
        <Fact name={inputs.some(({ kind }) => kind === 'named') ? 'Inputs (command line)' : 'Inputs'}>
          <Inputs inputs={inputs} />
        </Fact>
        <Fact name="For programs">
          <a href="/api/v1/openapi.json">Description of the API (OpenAPI)</a>
        </Fact>
      </Facts>
    </Panel>
  );
}

function Inputs({ inputs }: Pick<Settings, 'inputs'>) {
  if (inputs.length === 0) return 'none are configured';
  return (
    <ul className="plain-list">
      {inputs.map(({ kind, from, format }) => (
        <li key={`${kind} ${from}`}>
          <code>{from}</code> <span className="muted">{inputWords({ kind, format })}</span>
        </li>
      ))}
    </ul>
  );
}

function Listening({ settings: { listening, now } }: { readonly settings: Settings }) {
  const { address, names, certificate, sessionHours, idleMinutes, connections } = listening;
  const fault = certificateFault(listening, now);
  return (
    <Panel title="Listening">
      {fault === null ? null : (
        <p className="settings-notice">
          <Badge tone="severe">TLS</Badge> {fault}
        </p>
      )}
      <Facts>
        <Fact name="Address">
          <code>{address}</code>
        </Fact>
        <Fact name="Names">{names.length === 0 ? 'localhost alone' : names.join(', ')}</Fact>
        <Fact name="Encryption">{encryptionWords(listening)}</Fact>
        {certificate === null ? null : (
          <>
            <Fact name="Certificate for">{certificate.names.join(', ')}</Fact>
            <Fact name="Certificate ends">
              <Time at={certificate.ends} /> UTC
            </Fact>
          </>
        )}
        <Fact name="Sessions end after">
          {count(sessionHours)} h, or {count(idleMinutes)} min without a request
        </Fact>
        <Fact name="Connections">at most {count(connections)}</Fact>
      </Facts>
    </Panel>
  );
}
