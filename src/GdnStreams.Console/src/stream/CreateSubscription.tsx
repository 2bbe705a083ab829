import { useState } from 'preact/hooks';
import { createSubscription } from '../api/subscriptions';
import { Field } from '../parts/Field';
import { Question } from '../parts/Question';

/** Makes a subscription before anybody consumes it. */
export function CreateSubscription({ fabric, topic, close }: { fabric: string; topic: string; close: () => void }) {
  const [name, setName] = useState('');
  const [position, setPosition] = useState('latest');
  return (
    <Question title="New subscription" action="Create" close={close} run={() => createSubscription(fabric, topic, name.trim(), position)}>
      <p>It keeps every message from its beginning on until somebody acknowledges it.</p>
      <Field label="Name"><input required maxLength={256} value={name} onInput={(event) => setName(event.currentTarget.value)} spellcheck={false} /></Field>
      <Field label="It begins at">
        <select value={position} onChange={(event) => setPosition(event.currentTarget.value)}>
          <option value="latest">the next message</option>
          <option value="earliest">the oldest message</option>
        </select>
      </Field>
    </Question>
  );
}
