import { useState } from 'preact/hooks';
import { compactStream, deleteStream, terminateStream } from '../api/streams';
import type { StreamStats } from '../api/types';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { age, count, counted, rate, size } from '../parts/units';
import { go } from '../routing';
import type { StreamRights } from '../session/rights';
import { RetentionForm } from './RetentionForm';

interface Properties {
  fabric: string;
  topic: string;
  rights: StreamRights;
  stats: StreamStats | undefined;
}

/** How long messages are kept, who publishes, and the end of the stream. */
export function StreamSettings({ fabric, topic, rights, stats }: Properties) {
  const [asked, setAsked] = useState<'compact' | 'terminate' | 'delete'>();
  const [done, setDone] = useState('');
  const close = () => setAsked(undefined);
  const subscriptions = Object.keys(stats?.subscriptions ?? {}).length;
  return (
    <>
      <section class="card" aria-label="Producers">
        <h2>Producers</h2>
        {stats?.publishers.length === 0 && <p class="quiet">None is connected.</p>}
        <ul class="plain-list">
          {stats?.publishers.map((each) => (
            <li key={each.producerName + each.address}>
              <span class="mono">{each.producerName}</span>{' '}
              <span class="quiet">from {each.address.replace(/^\//, '')} for {age(Date.parse(each.connectedSince))}, {rate(each.msgRateIn)} of {size(each.averageMsgSize)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section class="card" aria-label="Retention">
        <h2>Retention</h2>
        <RetentionForm fabric={fabric} topic={topic} mayChange={rights.mayManage} />
      </section>
      {rights.mayManage && (
        <section class="card" aria-label="The stream itself">
          <h2>The stream itself</h2>
          {done && <Notice kind="done">{done}</Notice>}
          <div class="row">
            <button type="button" onClick={() => setAsked('compact')}>Compact…</button>
            <button type="button" onClick={() => setAsked('terminate')}>Terminate…</button>
            <button type="button" class="danger" onClick={() => setAsked('delete')}>Delete…</button>
          </div>
        </section>
      )}
      {asked === 'compact' && (
        <Question title="Compact the stream" action="Compact" close={close} run={async () => setDone(`${counted(await compactStream(fabric, topic), 'message')} removed.`)}>
          <p>Of each key only the latest message stays, among those that no subscription waits for. Messages without a key stay.</p>
        </Question>
      )}
      {asked === 'terminate' && (
        <Question title="Terminate the stream" action="Terminate" isDangerous close={close} run={async () => { await terminateStream(fabric, topic); setDone('The stream takes no more messages.'); }}>
          <p>The stream takes no more messages, for ever. What it has can still be read.</p>
        </Question>
      )}
      {asked === 'delete' && (
        <Question title="Delete the stream" action="Delete" isDangerous close={close} run={async () => { await deleteStream(fabric, topic); go(['streams', fabric]); }}>
          <p>The stream is removed with its messages ({size(stats?.storageSize ?? 0)}) and its {count(subscriptions)} subscriptions, whoever is connected. There is no way back.</p>
        </Question>
      )}
    </>
  );
}
