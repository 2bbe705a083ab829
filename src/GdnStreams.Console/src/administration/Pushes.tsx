import { useState } from 'preact/hooks';
import { changePush, deletePush, listPushes, testPush } from '../api/administration';
import { words } from '../api/ApiError';
import type { Push } from '../api/types';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { count, named } from '../parts/units';
import { usePolling } from '../parts/usePolling';
import { to } from '../routing';
import { CreatePush } from './CreatePush';

/** Subscriptions that the server delivers to webhooks. */
export function Pushes({ fabric }: { fabric: string }) {
  const [pushes, setPushes] = useState<Push[]>();
  const [said, setSaid] = useState<{ kind: 'problem' | 'done'; words: string }>();
  const [deleted, setDeleted] = useState<Push>();
  const [isCreating, setCreating] = useState(false);
  const look = async () => setPushes(await listPushes(fabric));
  const problem = usePolling(look, 3_000, [fabric]);
  const run = async (task: () => Promise<string>) => {
    try {
      setSaid({ kind: 'done', words: await task() });
      await look();
    } catch (error) {
      setSaid({ kind: 'problem', words: words(error) });
    }
  };
  const test = (push: Push) => run(async () => {
    const { status, timeInMilliseconds, error } = await testPush(fabric, push.topic, push.subscription);
    if (error) {
      throw new Error(`The test failed: ${error}`);
    }

    return `The receiver answered ${status} after ${count(timeInMilliseconds)} ms.`;
  });
  const turn = (push: Push) => run(async () => {
    await changePush(fabric, push.topic, push.subscription, { active: !push.active });
    return push.active ? 'It pauses.' : 'It delivers.';
  });
  return (
    <section class="card" aria-label="Pushes">
      <div class="row">
        <h2>Pushes to webhooks</h2>
        <span class="spring" />
        <button type="button" class="primary" onClick={() => setCreating(true)}>New push</button>
      </div>
      {problem && <Notice>{problem}</Notice>}
      {said && <Notice kind={said.kind}>{said.words}</Notice>}
      {pushes?.length === 0 && <p class="quiet empty">There are no pushes in this fabric.</p>}
      {pushes?.map((each) => (
        <article key={`${each.topic}/${each.subscription}`} class="subscription" aria-label={`${each.topic} ${each.subscription}`}>
          <div class="row">
            <h3 class="cut"><a href={to(['streams', fabric, each.topic, 'subscriptions'])}>{named(each.topic).name}</a> / {each.subscription}</h3>
            <span class="tag">{each.state}</span>
            <span class="spring" />
            <button type="button" class="small" onClick={() => test(each)}>Test</button>
            <button type="button" class="small" onClick={() => turn(each)}>{each.active ? 'Pause' : 'Go on'}</button>
            <button type="button" class="small" onClick={() => setDeleted(each)}>Delete…</button>
          </div>
          <p class="mono cut">{each.url}{each.signed && <span class="tag">signed</span>}</p>
          <dl class="figures">
            <div><dt>Backlog</dt><dd>{count(each.backlog)}</dd></div>
            <div><dt>Delivered</dt><dd>{count(each.delivered)}</dd></div>
            <div><dt>Failed</dt><dd>{count(each.failed)}</dd></div>
            <div><dt>Dead letters</dt><dd>{count(each.deadLettered)}</dd></div>
          </dl>
          {each.lastError && <Notice kind="note">{each.lastError}</Notice>}
        </article>
      ))}
      {isCreating && <CreatePush fabric={fabric} close={() => { setCreating(false); }} />}
      {deleted && (
        <Question title="Delete the push" action="Delete" isDangerous close={() => setDeleted(undefined)} run={() => deletePush(fabric, deleted.topic, deleted.subscription)}>
          <p>The server delivers <strong>{deleted.subscription}</strong> of <strong>{named(deleted.topic).name}</strong> no more. The subscription stays and keeps its messages.</p>
        </Question>
      )}
    </section>
  );
}
