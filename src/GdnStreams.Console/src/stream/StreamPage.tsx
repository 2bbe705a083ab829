import { useState } from 'preact/hooks';
import { getStats } from '../api/streams';
import type { StreamStats } from '../api/types';
import { Notice } from '../parts/Notice';
import { usePolling } from '../parts/usePolling';
import { count, named, rate, size } from '../parts/units';
import { route, to } from '../routing';
import { getRights, type StreamRights } from '../session/rights';
import { Browse } from './Browse';
import { Live } from './Live';
import { StreamSettings } from './StreamSettings';
import { Subscriptions } from './Subscriptions';

const tabs = [['live', 'Live'], ['browse', 'Browse'], ['subscriptions', 'Subscriptions'], ['settings', 'Settings']] as const;

/** One stream. */
export function StreamPage({ fabric, topic }: { fabric: string; topic: string }) {
  const tab = route.value.parts[3] ?? 'live';
  const { name, scope } = named(topic);
  const [stats, setStats] = useState<StreamStats>();
  const [rights, setRights] = useState<StreamRights>();
  const problem = usePolling(async (aborted) => setStats(await getStats(fabric, topic, aborted)), 2_000, [fabric, topic]);
  const rightsProblem = usePolling(async () => setRights(await getRights(fabric, topic)), 10_000, [fabric, topic]);
  const backlog = Math.max(0, ...Object.values(stats?.subscriptions ?? {}).map((each) => each.msgBacklog));
  return (
    <>
      <p class="quiet"><a href={to(['streams', fabric])}>Streams of {fabric}</a></p>
      <div class="row">
        <h1 class="cut">{name}</h1>
        <span class="tag">{scope}</span>
      </div>
      {(problem || rightsProblem) && <Notice>{problem || rightsProblem}</Notice>}
      {stats && (
        <dl class="figures">
          <div><dt>In</dt><dd>{rate(stats.msgRateIn)}</dd></div>
          <div><dt>Out</dt><dd>{rate(stats.msgRateOut)}</dd></div>
          <div><dt>Longest backlog</dt><dd>{count(backlog)}</dd></div>
          <div><dt>Stored</dt><dd>{size(stats.storageSize)}</dd></div>
          <div><dt>Producers</dt><dd>{count(stats.publishers.length)}</dd></div>
        </dl>
      )}
      <nav class="tabs" aria-label="Stream">
        {tabs.map(([key, text]) => <a key={key} href={to(['streams', fabric, topic, key])} aria-current={key === tab ? 'page' : undefined}>{text}</a>)}
      </nav>
      {rights && tab === 'live' && <Live fabric={fabric} topic={topic} rights={rights} />}
      {rights && tab === 'browse' && <Browse fabric={fabric} topic={topic} rights={rights} subscriptions={Object.keys(stats?.subscriptions ?? {})} />}
      {rights && tab === 'subscriptions' && <Subscriptions fabric={fabric} topic={topic} rights={rights} stats={stats} />}
      {rights && tab === 'settings' && <StreamSettings fabric={fabric} topic={topic} rights={rights} stats={stats} />}
    </>
  );
}
