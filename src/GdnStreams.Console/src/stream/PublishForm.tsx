import { useEffect, useState } from 'preact/hooks';
import { words } from '../api/ApiError';
import { problemOf } from '../messages/json';
import { namesMessage } from '../messages/MessageId';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { size } from '../parts/units';
import { Publisher } from '../sockets/Publisher';
import { frameOf, nothing, propertiesOf, publish, type Draft } from './draft';
import { Templates } from './Templates';

/** Publishes text, JSON or a file. */
export function PublishForm({ fabric, topic }: { fabric: string; topic: string }) {
  const [draft, setDraft] = useState(nothing);
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState('');
  const [receipt, setReceipt] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [publisher, setPublisher] = useState<Publisher>();
  useEffect(() => () => publisher?.close(), [publisher]);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setProblem('');
  };

  const json = draft.kind === 'json' && draft.text.trim() !== '' ? problemOf(draft.text) : undefined;
  const submit = async (event: Event) => {
    event.preventDefault();
    setProblem('');
    setReceipt('');
    setBusy(true);
    try {
      const frame = await frameOf(draft, file);
      const open = publisher && publisher.socket.state.value !== 'ended' ? publisher : new Publisher(fabric, topic);
      setPublisher(open);
      const id = await publish(fabric, topic, frame, open, draft.kind === 'file' ? file : undefined);
      setReceipt(`Stored${namesMessage(id) ? ` as ${id}` : ''} at ${new Date().toLocaleTimeString()}.`);
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };
  const properties = propertiesOf(draft.properties);
  return (
    <form class="card" aria-label="Publish" onSubmit={submit}>
      <h2>Publish</h2>
      <div class="choice" role="group" aria-label="Kind of payload">
        {(['text', 'json', 'file'] as const).map((kind) => (
          <button key={kind} type="button" aria-pressed={draft.kind === kind} onClick={() => change({ kind })}>{kind === 'json' ? 'JSON' : kind === 'text' ? 'Text' : 'File'}</button>
        ))}
      </div>
      {draft.kind === 'file'
        ? <Field label="File" hint={file && size(file.size)}><input type="file" required onChange={(event) => setFile(event.currentTarget.files?.[0])} /></Field>
        : (
          <Field label="Payload">
            <textarea rows={7} class="mono" spellcheck={false} value={draft.text} aria-invalid={json !== undefined} onInput={(event) => change({ text: event.currentTarget.value })} />
          </Field>
        )}
      {json && <Notice>This is no JSON: {json}</Notice>}
      <details>
        <summary>Key, properties, times</summary>
        <Field label="Key"><input value={draft.key} onInput={(event) => change({ key: event.currentTarget.value })} /></Field>
        <Field label="Properties" hint="One a line: name=value.">
          <textarea rows={2} class="mono" value={draft.properties} onInput={(event) => change({ properties: event.currentTarget.value })} />
        </Field>
        <Field label="Event time"><input type="datetime-local" step="1" value={draft.eventTime} onInput={(event) => change({ eventTime: event.currentTarget.value })} /></Field>
        <Field label="Deliver after" hint="Seconds; Shared and Key_Shared subscriptions wait for it.">
          <input type="number" min="0" step="any" value={draft.delay} onInput={(event) => change({ delay: event.currentTarget.value })} />
        </Field>
      </details>
      {typeof properties === 'string' && <Notice>{properties}</Notice>}
      {problem && <Notice>{problem}</Notice>}
      {isBusy && publisher?.socket.state.value === 'waiting' && <Notice kind="note">It is sent, once, as soon as the server answers.</Notice>}
      {receipt && <Notice kind="done">{receipt}</Notice>}
      <div class="actions">
        <Templates draft={draft} use={(next) => { setDraft(next); setProblem(''); }} />
        <span class="spring" />
        <button type="submit" class="primary" disabled={isBusy || json !== undefined || typeof properties === 'string'}>Publish</button>
      </div>
    </form>
  );
}
