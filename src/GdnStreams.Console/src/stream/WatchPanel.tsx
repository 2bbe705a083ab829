import { useEffect, useState } from 'preact/hooks';
import { deleteSubscription } from '../api/subscriptions';
import { MessageList } from '../messages/MessageList';
import type { Message } from '../messages/Message';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { count, counted, rate } from '../parts/units';
import type { StreamRights } from '../session/rights';
import { Watch, type WatchOptions } from '../sockets/Watch';
import { WatchForm } from './WatchForm';

/** Messages as they arrive. */
export function WatchPanel({ fabric, topic, rights }: { fabric: string; topic: string; rights: StreamRights }) {
  const [listening, setListening] = useState<{ watch: Watch; options: WatchOptions }>();
  const [left, setLeft] = useState<string>();
  useEffect(() => () => listening?.watch.close(), [listening]);
  const stop = () => {
    setLeft(rights.mayManage ? listening?.options.subscription : undefined);
    setListening(undefined);
  };
  return (
    <section class="card grow" aria-label="Watch">
      <h2>Watch</h2>
      {listening
        ? <Listening topic={topic} watch={listening.watch} options={listening.options} stop={stop} />
        : <WatchForm start={(options) => setListening({ watch: new Watch(fabric, topic, options), options })} />}
      {left !== undefined && (
        <Question title="Keep the subscription?" action="Unsubscribe" isDangerous run={() => deleteSubscription(fabric, topic, left)} close={() => setLeft(undefined)}>
          <p>The subscription <strong>{left}</strong> stays and keeps every message from now on until somebody acknowledges it.</p>
          <p>Unsubscribing removes it, and what it has not acknowledged is lost for it.</p>
        </Question>
      )}
    </section>
  );
}

function Listening({ topic, watch, options, stop }: { topic: string; watch: Watch; options: WatchOptions; stop: () => void }) {
  const { received, skipped, rate: now, isSampling } = watch.counts.value;
  const [state, isPaused] = [watch.socket.state.value, watch.isPaused.value];
  const actions = (message: Message) => (
    <>
      <button type="button" class="small" disabled={state !== 'open'} onClick={() => watch.acknowledge(message)}>Acknowledge</button>
      <button type="button" class="small" disabled={state !== 'open'} onClick={() => watch.deny(message)}>Deny</button>
    </>
  );
  return (
    <>
      <div class="row">
        <span class={`state ${state}`} role="status">
          {state === 'open' ? (isPaused ? 'Paused' : 'Listening') : state === 'ended' ? 'Ended' : 'Connecting'}
          {options.subscription === undefined ? ' as a reader' : ` as ${options.subscription}`}
        </span>
        <span class="quiet">{counted(received, 'message')}, {rate(now)}</span>
        <span class="spring" />
        <button type="button" onClick={() => (isPaused ? watch.resume() : watch.pause())}>{isPaused ? 'Go on' : 'Pause'}</button>
        <button type="button" onClick={stop}>Stop</button>
      </div>
      {watch.socket.problem.value && state !== 'open' && <Notice>{watch.socket.problem.value}</Notice>}
      {isSampling && <Notice kind="note">More come than can be read: a sample of some 200 a second is shown, all are counted.</Notice>}
      {!isSampling && skipped > 0 && <p class="quiet">{count(skipped)} of them were only counted.</p>}
      <MessageList topic={topic} messages={watch.messages.value} label="Messages as they arrive, the latest first" actions={options.isManual ? actions : undefined} />
      {watch.messages.value.length === 0 && <p class="quiet empty">Nothing has arrived yet.</p>}
    </>
  );
}
