import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { count, counted, named } from '../parts/units';
import type { DeadLetterStream } from './DeadLetters';
import { Redrive } from './Redrive';

/** The subscription that is made where the stream has none; Move-GdnMessage takes the same. */
const Own = 'redrive';

/** Sends dead letters back, as many and as fast as one says. */
export function RedriveDialog({ fabric, stream, close }: { fabric: string; stream: DeadLetterStream; close: () => void }) {
  const [subscription, setSubscription] = useState(stream.subscriptions.includes(Own) ? Own : (stream.subscriptions[0] ?? Own));
  const [messages, setMessages] = useState(stream.messages);
  const [rate, setRate] = useState(10);
  const [run, setRun] = useState<Redrive>();
  useEffect(() => () => run?.stop(), [run]);
  const submit = (event: Event) => {
    event.preventDefault();
    setRun(new Redrive({ fabric, topic: stream.topic, subscription, count: messages, rate }));
  };
  return (
    <Dialog title="Send dead letters back" close={close}>
      {run ? <Running run={run} wanted={messages} close={close} /> : (
        <form onSubmit={submit}>
          <p>Messages of <strong>{named(stream.topic).name}</strong> go back to the streams on which they died{stream.origin && <>: the first one to <strong>{named(stream.origin.topic).name}</strong></>}. There they are new messages for every subscription. Each is taken from here once it is stored there.</p>
          {stream.subscriptions.length > 1 && (
            <Field label="Taken from">
              <select value={subscription} onChange={(event) => setSubscription(event.currentTarget.value)}>{stream.subscriptions.map((each) => <option key={each} value={each}>{each}</option>)}</select>
            </Field>
          )}
          <Field label="Messages"><input type="number" min="1" required value={messages} onInput={(event) => setMessages(event.currentTarget.valueAsNumber || 1)} /></Field>
          <Field label="Messages a second"><input type="number" min="0.1" max="1000" step="any" required value={rate} onInput={(event) => setRate(event.currentTarget.valueAsNumber || 1)} /></Field>
          <div class="actions">
            <button type="button" onClick={close}>Cancel</button>
            <button type="submit" class="primary">Send back</button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Running({ run, wanted, close }: { run: Redrive; wanted: number; close: () => void }) {
  const isOver = run.isOver.value;
  return (
    <>
      <progress max={wanted} value={run.moved.value} aria-label="Messages sent back" />
      <p role="status">{counted(run.moved.value, 'message')} sent back{isOver ? '.' : '…'}</p>
      {run.known.value > 0 && <Notice kind="note">{count(run.known.value)} of them had been stored there before a page ended, and is not stored again.</Notice>}
      {run.left.value > 0 && <Notice kind="note">{count(run.left.value)} do not say where they died, and stay.</Notice>}
      {run.problem.value && <Notice>{run.problem.value}</Notice>}
      <div class="actions">{isOver ? <button type="button" class="primary" onClick={close}>Close</button> : <button type="button" onClick={() => run.stop()}>Stop</button>}</div>
    </>
  );
}
