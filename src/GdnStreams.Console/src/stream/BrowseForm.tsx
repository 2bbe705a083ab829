import { useState } from 'preact/hooks';
import { Field } from '../parts/Field';
import type { ScanOptions, Start } from './Scan';

interface Properties {
  start: (options: Omit<ScanOptions, 'fabric' | 'topic'>) => void;
  subscriptions: readonly string[];
  /** The subscription that the address names; empty for the stream itself. */
  chosen: string;
}

/** Where to look, from where on, and for what. */
export function BrowseForm({ start, subscriptions, chosen }: Properties) {
  const [subscription, setSubscription] = useState(chosen);
  const [kind, setKind] = useState<Start['kind']>('latest');
  const [last, setLast] = useState(100);
  const [time, setTime] = useState('');
  const [id, setId] = useState('');
  const [filter, setFilter] = useState({ text: '', key: '', property: '' });
  const [bound, setBound] = useState(10_000);
  const names = subscription === '' || subscriptions.includes(subscription) ? subscriptions : [subscription, ...subscriptions];
  const submit = (event: Event) => {
    event.preventDefault();
    const from: Start = kind === 'latest' ? { kind, count: last } : kind === 'time' ? { kind, milliseconds: Math.max(0, new Date(time).getTime()) } : kind === 'id' ? { kind, id: id.trim() } : { kind };
    start({ subscription: subscription === '' ? undefined : subscription, start: from, filter, bound });
  };
  return (
    <form class="grid" onSubmit={submit}>
      <Field label="Look in">
        <select value={subscription} onChange={(event) => setSubscription(event.currentTarget.value)}>
          <option value="">the stream</option>
          {names.map((each) => <option key={each} value={each}>the backlog of {each}</option>)}
        </select>
      </Field>
      {subscription === '' && (
        <Field label="From">
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as Start['kind'])}>
            <option value="latest">the end, the last</option>
            <option value="earliest">the beginning</option>
            <option value="time">a time</option>
            <option value="id">a message id</option>
          </select>
        </Field>
      )}
      {subscription === '' && kind === 'latest' && <Field label="Messages"><input type="number" min="1" max="100000" required value={last} onInput={(event) => setLast(event.currentTarget.valueAsNumber || 1)} /></Field>}
      {subscription === '' && kind === 'time' && <Field label="Time"><input type="datetime-local" step="1" required value={time} onInput={(event) => setTime(event.currentTarget.value)} /></Field>}
      {subscription === '' && kind === 'id' && <Field label="Message id"><input required value={id} onInput={(event) => setId(event.currentTarget.value)} spellcheck={false} /></Field>}
      <Field label="Text"><input value={filter.text} onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })} /></Field>
      <Field label="Key has"><input value={filter.key} onInput={(event) => setFilter({ ...filter, key: event.currentTarget.value })} /></Field>
      <Field label="Property"><input placeholder="name or name=value" value={filter.property} onInput={(event) => setFilter({ ...filter, property: event.currentTarget.value })} /></Field>
      <Field label="Look at most at"><input type="number" min="1" required value={bound} onInput={(event) => setBound(event.currentTarget.valueAsNumber || 1)} /></Field>
      <div class="actions"><button type="submit" class="primary">Look</button></div>
    </form>
  );
}
