import { useState } from 'preact/hooks';
import { createStream } from '../api/streams';
import { Field } from '../parts/Field';
import { Question } from '../parts/Question';
import { go } from '../routing';

/** Makes a stream and goes to it. */
export function CreateStream({ fabric, close }: { fabric: string; close: () => void }) {
  const [name, setName] = useState('');
  const [isGlobal, setGlobal] = useState(true);
  const run = async () => go(['streams', fabric, await createStream(fabric, name.trim(), isGlobal)]);
  return (
    <Question title="New stream" action="Create" run={run} close={close}>
      <Field label="Name" hint="Letters, digits, '_', '-' and '.', a letter first.">
        <input required value={name} onInput={(event) => setName(event.currentTarget.value)} spellcheck={false} />
      </Field>
      <Field label="Scope" hint="A global stream is replicated to every region of the fabric, a local one stays in its own.">
        <select value={isGlobal ? 'global' : 'local'} onChange={(event) => setGlobal(event.currentTarget.value === 'global')}>
          <option value="global">Global</option>
          <option value="local">Local</option>
        </select>
      </Field>
    </Question>
  );
}
