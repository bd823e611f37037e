/** What the query finds, as a file for other programs. */
import { exportAddress, type FlowsAsked } from '../../api/flows.js';
import { Dialog } from '../../parts/dialog.js';
import { utc } from '../../words/times.js';

const FORMATS = [
  ['csv', 'CSV', 'for spreadsheets and scripts'],
  ['ndjson', 'JSON lines', 'every field, one record a line'],
  ['ecs', 'ECS 8.11', 'for Elastic and OpenSearch, one document a line'],
  ['ocsf', 'OCSF 1.4', 'Network Activity (4001), for security lakes'],
] as const;

export function ExportDialog({ asked, close }: { readonly asked: FlowsAsked; close(): void }) {
  const address = new URL(exportAddress(asked, 'csv'), window.location.href).href;
  return (
    <Dialog title="Export" className="flows-export" close={close}>
      <p>
        {asked.query === '' ? 'All records' : <code>{asked.query}</code>} of {utc(asked.from).slice(0, 16)} to{' '}
        {utc(asked.to).slice(0, 16)} UTC, the oldest first.
      </p>
      <ul className="plain-list flows-formats">
        {FORMATS.map(([format, title, says]) => (
          <li key={format}>
            <a className="button" href={exportAddress(asked, format)} download>
              {title}
            </a>
            <span className="muted">{says}</span>
          </li>
        ))}
      </ul>
      <p className="muted small">
        1,000,000 records and half an hour at most, one export at a time. Where it was cut, the last line says
        so.
      </p>
      <p>From a shell, with a token (Settings, Tokens):</p>
      <pre className="empty-command">
        <code>{`curl -H "Authorization: Bearer $TOKEN" '${address.replaceAll("'", '%27')}'`}</code>
      </pre>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
