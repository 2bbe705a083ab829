import { useState } from 'preact/hooks';
import { Field } from '../parts/Field';
import type { WatchOptions } from '../sockets/Watch';

/** How one wants to listen. */
export function WatchForm({ start }: { start: (options: WatchOptions) => void }) {
  const [subscription, setSubscription] = useState('');
  const [type, setType] = useState('Exclusive');
  const [position, setPosition] = useState('Latest');
  const [isManual, setManual] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const name = subscription.trim();
    start(name === '' ? {} : { subscription: name, type, position, isManual });
  };
  return (
    <form onSubmit={submit}>
      <Field label="Subscription" hint="Empty: a reader, which takes nothing and leaves nothing behind. A name: a durable subscription, whose messages are taken.">
        <input value={subscription} onInput={(event) => setSubscription(event.currentTarget.value)} spellcheck={false} maxLength={256} />
      </Field>
      {subscription.trim() !== '' && (
        <>
          <Field label="Type">
            <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
              {['Exclusive', 'Shared', 'Failover', 'Key_Shared'].map((each) => <option key={each} value={each}>{each}</option>)}
            </select>
          </Field>
          <Field label="A new one begins at">
            <select value={position} onChange={(event) => setPosition(event.currentTarget.value)}>
              <option value="Latest">the next message</option>
              <option value="Earliest">the oldest message</option>
            </select>
          </Field>
          <label class="check"><input type="checkbox" checked={isManual} onChange={(event) => setManual(event.currentTarget.checked)} /> I acknowledge each message myself</label>
        </>
      )}
      <div class="actions"><button type="submit" class="primary">Start</button></div>
    </form>
  );
}
