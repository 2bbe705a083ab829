import { useState } from 'preact/hooks';
import { request, text } from '../api/request';
import { RateChart } from '../charts/RateChart';
import { serverFigures, serverRates } from '../charts/serverRates';
import { Notice } from '../parts/Notice';
import { usePolling } from '../parts/usePolling';
import { count, size } from '../parts/units';

interface Health {
  version: string;
  isReady: boolean;
  words: string;
}

/** How the server is. */
export function ServerPage() {
  const [health, setHealth] = useState<Health>();
  const problem = usePolling(
    async (aborted) => {
      const [{ version }, ready] = await Promise.all([request<{ version: string }>('GET', '/_api/version', { aborted }), text('/readyz', aborted)]);
      setHealth({ version, isReady: ready.isOk, words: ready.isOk ? 'Ready' : errorIn(ready.text) });
    },
    5_000,
    [],
  );
  const figures = serverFigures.value;
  const number = (name: string) => count(figures.get(name) ?? 0);
  return (
    <>
      <h1>Server</h1>
      {problem && <Notice>{problem}</Notice>}
      {health && !health.isReady && <Notice>{health.words}</Notice>}
      <dl class="figures">
        <div><dt>Version</dt><dd>{health?.version ?? '…'}</dd></div>
        <div><dt>State</dt><dd class={health && !health.isReady ? 'loud' : ''}>{health ? (health.isReady ? 'Ready' : 'Not ready') : '…'}</dd></div>
        <div><dt>Memory</dt><dd>{size(figures.get('process_working_set_bytes') ?? 0)}</dd></div>
        <div><dt>Streams in use</dt><dd>{number('gdn_loaded_streams')}</dd></div>
        <div><dt>Producers</dt><dd>{number('gdn_sockets{kind="producer"}')}</dd></div>
        <div><dt>Consumers</dt><dd>{number('gdn_sockets{kind="consumer"}')}</dd></div>
        <div><dt>Readers</dt><dd>{number('gdn_sockets{kind="reader"}')}</dd></div>
        <div><dt>Messages in</dt><dd>{number('gdn_messages_in_total')}</dd></div>
        <div><dt>Messages out</dt><dd>{number('gdn_messages_out_total')}</dd></div>
        <div><dt>Sends that failed</dt><dd>{number('gdn_failed_sends_total')}</dd></div>
      </dl>
      <section class="card" aria-label="Rates of the server"><RateChart history={serverRates} /></section>
      <p class="quiet">Counted since the server started; the chart since this page was opened, an hour at most. <a href="/metrics">All figures for Prometheus</a></p>
    </>
  );
}

function errorIn(body: string): string {
  try {
    return (JSON.parse(body) as { errorMessage?: string }).errorMessage ?? body;
  } catch {
    // Not ours.
    return body;
  }
}
