import { useState } from 'preact/hooks';
import { createPush } from '../api/administration';
import { Field } from '../parts/Field';
import { Question } from '../parts/Question';

/** Lets the server deliver a subscription. */
export function CreatePush({ fabric, close }: { fabric: string; close: () => void }) {
  const [values, setValues] = useState({ topic: '', subscription: '', url: '', secret: '', maxAttempts: '', rate: '' });
  const input = (name: keyof typeof values) => ({
    value: values[name],
    spellcheck: false,
    autoComplete: 'off',
    onInput: (event: { currentTarget: HTMLInputElement }) => setValues({ ...values, [name]: event.currentTarget.value }),
  });
  const run = () => createPush(fabric, values.topic.trim(), values.subscription.trim(), {
    url: values.url.trim(),
    secret: values.secret === '' ? undefined : values.secret,
    maxAttempts: values.maxAttempts === '' ? undefined : Number(values.maxAttempts),
    ratePerSecond: values.rate === '' ? undefined : Number(values.rate),
  });
  return (
    <Question title="New push" action="Create" close={close} run={run}>
      <Field label="Stream" hint="With its prefix, such as c8globals.orders."><input required {...input('topic')} /></Field>
      <Field label="Subscription" hint="A durable one that exists."><input required {...input('subscription')} /></Field>
      <Field label="Address" hint="One POST for each message."><input type="url" required {...input('url')} /></Field>
      <Field label="Secret" hint="Signs the requests (Standard Webhooks); shown nowhere afterwards."><input type="password" {...input('secret')} /></Field>
      <Field label="Attempts" hint="Then the message becomes a dead letter."><input type="number" min="1" {...input('maxAttempts')} /></Field>
      <Field label="Requests a second" hint="At most; empty is without limit."><input type="number" min="0" step="any" {...input('rate')} /></Field>
    </Question>
  );
}
