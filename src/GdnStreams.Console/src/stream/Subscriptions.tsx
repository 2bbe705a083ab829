import { useState } from 'preact/hooks';
import { isGone } from '../api/ApiError';
import type { StreamStats, SubscriptionStats } from '../api/types';
import { peek } from '../api/subscriptions';
import { usePolling } from '../parts/usePolling';
import { Notice } from '../parts/Notice';
import { age, count, size } from '../parts/units';
import { to } from '../routing';
import type { StreamRights } from '../session/rights';
import { SubscriptionQuestion, type SubscriptionAction } from './SubscriptionQuestion';
import { CreateSubscription } from './CreateSubscription';

/** Subscriptions whose oldest message is looked at. */
const MostPeeked = 20;

interface Properties {
  fabric: string;
  topic: string;
  rights: StreamRights;
  stats: StreamStats | undefined;
}

/** Who reads the stream, and what waits for them. */
export function Subscriptions({ fabric, topic, rights, stats }: Properties) {
  const [asked, setAsked] = useState<{ action: SubscriptionAction; name: string }>();
  const [isCreating, setCreating] = useState(false);
  const [oldest, setOldest] = useState<ReadonlyMap<string, number>>(new Map());
  const all = Object.entries(stats?.subscriptions ?? {});
  const waiting = all.filter(([, each]) => each.isDurable && each.msgBacklog > 0).map(([name]) => name).slice(0, MostPeeked);
  const problem = usePolling(
    async (aborted) => {
      const found = new Map<string, number>();
      for (const name of rights.mayRead ? waiting : []) {
        try {
          const [message] = await peek(fabric, topic, name, 1, 1, aborted);
          if (message) {
            found.set(name, Date.parse(message.publishTime));
          }
        } catch (error) {
          if (!isGone(error)) {
            throw error;
          }
        }
      }

      setOldest(found);
    },
    5_000,
    [fabric, topic, rights.mayRead, waiting.join('\n')],
  );
  return (
    <section class="card" aria-label="Subscriptions">
      <div class="row">
        <h2>Subscriptions</h2>
        <span class="spring" />
        {rights.mayRead && <button type="button" class="primary" onClick={() => setCreating(true)}>New subscription</button>}
      </div>
      {problem && <Notice>{problem}</Notice>}
      {all.map(([name, each]) => (
        <article key={name} class="subscription" aria-label={name}>
          <div class="row">
            <h3 class="cut">{name}</h3>
            {each.type && <span class="tag">{each.type}</span>}
            {!each.isDurable && <span class="tag">reader</span>}
            <span class="spring" />
            {each.isDurable && rights.mayRead && <a class="button small" href={to(['streams', fabric, topic, 'browse'], { subscription: name })}>Look</a>}
            {each.isDurable && rights.mayManage && (['reset', 'skip', 'clear', 'unsubscribe'] as const).map((action) => (
              <button key={action} type="button" class="small" onClick={() => setAsked({ action, name })}>{words[action]}…</button>
            ))}
          </div>
          <dl class="figures">
            <div><dt>Backlog</dt><dd class={each.msgBacklog > 0 ? 'loud' : ''}>{count(each.msgBacklog)}</dd></div>
            <div><dt>Size</dt><dd>{each.backlogSize < 0 ? '-' : size(each.backlogSize)}</dd></div>
            <div><dt>Oldest</dt><dd>{oldest.has(name) ? age(oldest.get(name)!) : '-'}</dd></div>
            <div><dt>Unacknowledged</dt><dd>{count(each.unackedMessages)}</dd></div>
            <div><dt>Delayed</dt><dd>{count(each.msgDelayed ?? 0)}</dd></div>
          </dl>
          <Consumers of={each} />
        </article>
      ))}
      {stats && all.length === 0 && <p class="quiet empty">Nobody has subscribed to this stream.</p>}
      {asked && stats && <SubscriptionQuestion fabric={fabric} topic={topic} name={asked.name} action={asked.action} stats={stats.subscriptions[asked.name]} close={() => setAsked(undefined)} />}
      {isCreating && <CreateSubscription fabric={fabric} topic={topic} close={() => setCreating(false)} />}
    </section>
  );
}

const words = { reset: 'Reset', skip: 'Skip', clear: 'Clear', unsubscribe: 'Unsubscribe' };

function Consumers({ of }: { of: SubscriptionStats }) {
  return of.consumers.length === 0 ? <p class="quiet">No consumer is connected.</p> : (
    <ul class="plain-list">
      {of.consumers.map((each) => (
        <li key={each.consumerName + each.address}>
          <span class="mono">{each.consumerName}</span> <span class="quiet">from {each.address.replace(/^\//, '')} for {age(Date.parse(each.connectedSince))}, {count(each.unackedMessages)} unacknowledged</span>
          {of.activeConsumerName === each.consumerName && of.type === 'Failover' && <span class="tag">active</span>}
        </li>
      ))}
    </ul>
  );
}
