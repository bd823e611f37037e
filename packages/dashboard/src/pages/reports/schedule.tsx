/** When reports are made by themselves, and how many are kept. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReportList } from '../../api/contract/policy.js';
import { KEYS } from '../../api/keys.js';
import { scheduleReports } from '../../api/reports.js';
import { useMay } from '../../api/session.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { Panel } from '../../parts/panel.js';
import { useToast } from '../../parts/toast.js';
import { count } from '../../words/numbers.js';

export function Schedule({ list: { schedule } }: { readonly list: ReportList }) {
  const may = useMay('admin');
  const queries = useQueryClient();
  const say = useToast();
  const { everyHours, keep } = schedule;
  const send = async (entered: ReadonlyMap<string, string>) => {
    const [hours, kept] = [Number(entered.get('everyHours')), Number(entered.get('keep'))];
    await scheduleReports({ everyHours: hours, keep: kept });
    await queries.invalidateQueries({ queryKey: [KEYS.reports] });
    say(
      hours === 0
        ? 'Reports are made only when somebody asks.'
        : `A report is made every ${count(hours)} hours.`,
    );
  };
  return (
    <Panel
      title="Schedule"
      says={
        everyHours === 0
          ? 'Reports are made only when somebody asks.'
          : `One every ${count(everyHours)} hours; the last ${count(keep)} are kept.`
      }
    >
      {may ? (
        <Form key={`${everyHours} ${keep}`} verb="Save" send={send}>
          <Field
            label="Every so many hours"
            name="everyHours"
            type="number"
            min={0}
            max={8760}
            defaultValue={everyHours}
            hint="0: never by itself."
            required
          />
          <Field
            label="Kept here"
            name="keep"
            type="number"
            min={1}
            max={10000}
            defaultValue={keep}
            required
          />
        </Form>
      ) : (
        <p className="muted small">An admin can change it.</p>
      )}
    </Panel>
  );
}
