/** Edits the policy: tried on what is stored before it is written. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { Policy, PolicyPreview } from '../../api/contract/policy.js';
import { KEYS } from '../../api/keys.js';
import { previewPolicy, replacePolicy } from '../../api/policy.js';
import { Choice } from '../../parts/choice.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { Problem } from '../../parts/problem.js';
import { useToast } from '../../parts/toast.js';
import { PreviewAnswer } from './preview-answer.js';

const DAYS = [
  { key: '1', title: '1 day' },
  { key: '7', title: '7 days' },
  { key: '30', title: '30 days' },
] as const;

type Days = (typeof DAYS)[number]['key'];

type Tried =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'done'; readonly text: string; readonly preview: PolicyPreview };

export function PolicyEditor({ policy, close }: { readonly policy: Policy; close(): void }) {
  const [text, setText] = useState(policy.text);
  const [days, setDays] = useState<Days>('7');
  const { tried, run, cancel } = usePreview();
  const { save, isSaving, fault } = useSaving(policy.digest, close);
  const isTried = tried?.kind === 'done' && tried.text === text;
  return (
    <Panel
      title="Edit the policy"
      says={`YAML, as in section "policy" of ${policy.file ?? 'the configuration file'}. Comments stay.`}
      actions={<Choice<Days> label="Tried on" options={DAYS} chosen={days} choose={setDays} />}
    >
      <TextWithLines text={text} setText={setText} />
      <div className="policy-deeds">
        {tried?.kind === 'running' ? (
          <button type="button" className="button" onClick={cancel}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            className={isTried ? 'button' : 'button button-main'}
            disabled={text === policy.text}
            onClick={() => void run(text, Number(days))}
          >
            Preview on history
          </button>
        )}
        <button
          type="button"
          className={isTried ? 'button button-main' : 'button'}
          disabled={text === policy.text || isSaving}
          onClick={() => void save(text)}
        >
          {isTried ? 'Save' : 'Save without a preview'}
        </button>
        <button type="button" className="button button-quiet" onClick={close}>
          Cancel
        </button>
      </div>
      {fault === null ? null : <Problem title="It is not saved." error={fault} />}
      {tried?.kind === 'running' ? <Loading what="the preview" /> : null}
      {tried?.kind === 'failed' ? <Problem title="It could not be tried." error={tried.error} /> : null}
      {tried?.kind === 'done' ? (
        <>
          {isTried ? null : <p className="muted small">The text was changed since.</p>}
          <PreviewAnswer preview={tried.preview} />
        </>
      ) : null}
    </Panel>
  );
}

/** Numbers of lines stand beside the text: faults are told by them. */
function TextWithLines({ text, setText }: { readonly text: string; setText(text: string): void }) {
  const id = useId();
  const lines = text.split('\n').length;
  return (
    <div className="policy-editor">
      <label htmlFor={id} className="unseen">
        Text of the policy
      </label>
      <pre aria-hidden="true">{Array.from({ length: lines }, (_, line) => line + 1).join('\n')}</pre>
      <textarea
        id={id}
        value={text}
        rows={Math.max(12, lines + 1)}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        wrap="off"
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

function usePreview() {
  const [tried, setTried] = useState<Tried | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const run = async (text: string, days: number) => {
    const mine = new AbortController();
    running.current = mine;
    setTried({ kind: 'running' });
    try {
      const preview = await previewPolicy(text, days, mine.signal);
      if (!mine.signal.aborted) setTried({ kind: 'done', text, preview });
    } catch (error) {
      if (!mine.signal.aborted) setTried({ kind: 'failed', error });
    }
  };
  const cancel = () => {
    running.current?.abort();
    setTried(null);
  };
  return { tried, run, cancel };
}

function useSaving(digest: string, close: () => void) {
  const queries = useQueryClient();
  const say = useToast();
  const [isSaving, setSaving] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const save = async (text: string) => {
    setSaving(true);
    setFault(null);
    try {
      queries.setQueryData([KEYS.policy], await replacePolicy(text, digest));
      for (const key of [KEYS.overview, KEYS.blocks]) void queries.invalidateQueries({ queryKey: [key] });
      say('The policy is saved. The watch decides by it from its next checkpoint on.');
      close();
    } catch (error) {
      setFault(error);
      setSaving(false);
    }
  };
  return { save, isSaving, fault };
}
