import { useEffect, useState } from 'preact/hooks';
import { MessageList } from '../messages/MessageList';
import { lineOf } from '../messages/lines';
import { copy, save } from '../parts/clipboard';
import { Notice } from '../parts/Notice';
import { count, counted } from '../parts/units';
import { route } from '../routing';
import type { StreamRights } from '../session/rights';
import { BrowseForm } from './BrowseForm';
import { MostFound, Scan, type ScanOptions } from './Scan';

interface Properties {
  fabric: string;
  topic: string;
  rights: StreamRights;
  subscriptions: readonly string[];
}

/** Looks through what is kept, and takes nothing. */
export function Browse({ fabric, topic, rights, subscriptions }: Properties) {
  const [scan, setScan] = useState<{ run: Scan; options: ScanOptions }>();
  useEffect(() => () => scan?.run.stop(), [scan]);
  if (!rights.mayRead) {
    return <Notice kind="note">Seeing messages needs the right 'ro' or 'rw' on this stream. An administrator can give it.</Notice>;
  }

  const start = (options: Omit<ScanOptions, 'fabric' | 'topic'>) => {
    const all = { fabric, topic, ...options };
    setScan({ run: new Scan(all), options: all });
  };
  return (
    <section class="card" aria-label="Browse">
      <h2>Browse</h2>
      <BrowseForm start={start} subscriptions={subscriptions} chosen={route.value.query.get('subscription') ?? ''} />
      {scan && <Found topic={topic} run={scan.run} bound={scan.options.bound} />}
    </section>
  );
}

function Found({ topic, run, bound }: { topic: string; run: Scan; bound: number }) {
  const [state, scanned, found] = [run.state.value, run.scanned.value, run.found.value];
  const ends = {
    running: 'Looking…',
    bounded: `The bound of ${count(bound)} messages is reached; there may be more.`,
    full: `${count(MostFound)} messages, or 32 MiB, are found: narrow the search, or begin later.`,
    done: 'All was looked at.',
    stopped: 'Stopped.',
    failed: 'It ended early.',
  };
  const lines = () => found.map((each) => lineOf(topic, each));
  return (
    <>
      <div class="row">
        {state === 'running' && <progress max={bound} value={scanned} aria-label="Messages looked at" />}
        <span role="status">{counted(found.length, 'message')} of {count(scanned)} looked at. {ends[state]}</span>
        <span class="spring" />
        {state === 'running' && <button type="button" onClick={() => run.stop()}>Stop</button>}
        <button type="button" disabled={found.length === 0} onClick={() => copy(lines().join(''))}>Copy all</button>
        <button type="button" disabled={found.length === 0} onClick={() => save(`${topic}.jsonl`, lines(), 'application/jsonl')}>Export JSON Lines</button>
      </div>
      {run.problem.value && <Notice>{run.problem.value}</Notice>}
      <MessageList topic={topic} messages={found} label="Messages found, the oldest first" />
    </>
  );
}
