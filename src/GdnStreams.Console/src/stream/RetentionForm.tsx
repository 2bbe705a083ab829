import { useEffect, useState } from 'preact/hooks';
import { words } from '../api/ApiError';
import { getRetention, setRetention } from '../api/streams';
import type { Retention } from '../api/types';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';

/** How long messages are kept: of a stream, or of a whole fabric where no topic is given. */
export function RetentionForm({ fabric, topic, mayChange }: { fabric: string; topic?: string; mayChange: boolean }) {
  const [values, setValues] = useState<Record<keyof Retention, string>>({ messageTTLInSeconds: '', retentionTimeInMinutes: '', retentionSizeInMB: '' });
  const [isRead, setRead] = useState(false); // Before, what is typed would be lost, and what is saved would be less than there is.
  const [problem, setProblem] = useState('');
  const [done, setDone] = useState('');
  useEffect(() => {
    setRead(false);
    getRetention(fabric, topic).then(
      (found) => {
        setValues({ messageTTLInSeconds: text(found.messageTTLInSeconds), retentionTimeInMinutes: text(found.retentionTimeInMinutes), retentionSizeInMB: text(found.retentionSizeInMB) });
        setRead(true);
      },
      (error: unknown) => setProblem(words(error)),
    );
  }, [fabric, topic]);
  const submit = async (event: Event) => {
    event.preventDefault();
    setProblem('');
    setDone('');
    try {
      const body: Retention = {};
      for (const [name, value] of Object.entries(values) as [keyof Retention, string][]) {
        if (value !== '') {
          body[name] = Number(value);
        }
      }

      await setRetention(fabric, topic, body);
      setDone('Saved.');
    } catch (error) {
      setProblem(words(error));
    }
  };
  const field = (name: keyof Retention, label: string, hint: string, least: number) => (
    <Field label={label} hint={hint}>
      <input type="number" min={least} disabled={!mayChange || !isRead} value={values[name]} onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })} />
    </Field>
  );
  return (
    <form class="grid" onSubmit={submit}>
      {field('messageTTLInSeconds', 'Time to live (seconds)', 'Unacknowledged messages that are older count as acknowledged; 0 is never.', 0)}
      {field('retentionTimeInMinutes', 'Keep acknowledged (minutes)', '-1 is for ever; empty is what the fabric says.', -1)}
      {field('retentionSizeInMB', 'Keep acknowledged (MB)', '-1 is without limit; empty is what the fabric says.', -1)}
      {problem && <Notice>{problem}</Notice>}
      {done && <Notice kind="done">{done}</Notice>}
      {mayChange && <div class="actions"><button type="submit" class="primary" disabled={!isRead}>Save</button></div>}
    </form>
  );
}

const text = (value: number | undefined) => (value === undefined || value === null ? '' : String(value));
