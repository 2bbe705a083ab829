import { useState } from 'preact/hooks';
import { clearBacklog, deleteSubscription, resetCursor, resetCursorToTime, skipMessages } from '../api/subscriptions';
import type { SubscriptionStats } from '../api/types';
import { Field } from '../parts/Field';
import { Question } from '../parts/Question';
import { count, counted } from '../parts/units';

export type SubscriptionAction = 'reset' | 'skip' | 'clear' | 'unsubscribe';

interface Properties {
  fabric: string;
  topic: string;
  name: string;
  action: SubscriptionAction;
  stats: SubscriptionStats | undefined;
  close: () => void;
}

/** Says what is lost before a cursor is moved or a subscription is removed. */
export function SubscriptionQuestion({ fabric, topic, name, action, stats, close }: Properties) {
  const [place, setPlace] = useState<'earliest' | 'latest' | 'time' | 'id'>('earliest');
  const [time, setTime] = useState('');
  const [id, setId] = useState('');
  const [messages, setMessages] = useState(1);
  const backlog = stats?.msgBacklog ?? 0;
  const consumers = stats?.consumers.length ?? 0;
  const subject = <strong>{name}</strong>;
  switch (action) {
    case 'clear':
      return (
        <Question title="Clear the backlog" action={`Clear ${counted(backlog, 'message')}`} isDangerous close={close} run={() => clearBacklog(fabric, topic, name)}>
          <p>{counted(backlog, 'message')} that wait for {subject} are acknowledged without being delivered. They are lost for this subscription.</p>
        </Question>
      );
    case 'skip':
      return (
        <Question title="Skip messages" action={`Skip ${counted(Math.min(messages, backlog), 'message')}`} isDangerous close={close} run={() => skipMessages(fabric, topic, name, messages)}>
          <p>The oldest messages of the {counted(backlog, 'message')} that wait for {subject} are acknowledged without being delivered. They are lost for this subscription.</p>
          <Field label="Messages"><input type="number" min="1" required value={messages} onInput={(event) => setMessages(event.currentTarget.valueAsNumber || 1)} /></Field>
        </Question>
      );
    case 'unsubscribe':
      return (
        <Question title="Unsubscribe" action="Unsubscribe" isDangerous close={close} run={() => deleteSubscription(fabric, topic, name)}>
          <p>The subscription {subject} is removed, and the {counted(backlog, 'message')} that wait for it are lost for it.</p>
          {consumers > 0 && <p>{consumers === 1 ? 'A consumer is' : `${count(consumers)} consumers are`} connected: the server refuses while there is one.</p>}
        </Question>
      );
    case 'reset': {
      const run = () => (place === 'time' ? resetCursorToTime(fabric, topic, name, Math.max(0, new Date(time).getTime())) : resetCursor(fabric, topic, name, place === 'id' ? id.trim() : place));
      return (
        <Question title="Reset the cursor" action="Reset" isDangerous close={close} run={run}>
          <p>
            {subject} goes on from the place that you choose: what lies behind it and was acknowledged is delivered again, as far as it is kept; what lies before it
            and waits ({counted(backlog, 'message')} now) is lost for this subscription.
          </p>
          <Field label="To">
            <select value={place} onChange={(event) => setPlace(event.currentTarget.value as typeof place)}>
              <option value="earliest">the oldest message</option>
              <option value="latest">the end</option>
              <option value="time">a time</option>
              <option value="id">a message id</option>
            </select>
          </Field>
          {place === 'time' && <Field label="Time"><input type="datetime-local" step="1" required value={time} onInput={(event) => setTime(event.currentTarget.value)} /></Field>}
          {place === 'id' && <Field label="Message id"><input required value={id} onInput={(event) => setId(event.currentTarget.value)} /></Field>}
        </Question>
      );
    }
  }
}
