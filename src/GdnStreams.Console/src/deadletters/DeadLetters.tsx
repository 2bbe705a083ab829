import { useState } from 'preact/hooks';
import { isGone } from '../api/ApiError';
import { getBacklog, getStats, listStreams } from '../api/streams';
import { Notice } from '../parts/Notice';
import { usePolling } from '../parts/usePolling';
import { count, named } from '../parts/units';
import { to } from '../routing';
import { originOf, type Origin } from './origin';
import { RedriveDialog } from './RedriveDialog';

/** What dead letter streams have in their name where nobody chose another. */
const Mark = '-DLQ';
/** Streams of dead letters that are shown. */
const Most = 200;

export interface DeadLetterStream {
  topic: string;
  messages: number;
  subscriptions: string[];
  /** Where its first message died; unknown where it has none or one may not read. */
  origin?: Origin;
}

async function look(fabric: string, topic: string, aborted: AbortSignal): Promise<DeadLetterStream> {
  const [backlog, stats] = await Promise.all([getBacklog(fabric, topic, aborted), getStats(fabric, topic, aborted)]);
  return {
    topic,
    messages: backlog.totalMessages,
    subscriptions: Object.entries(stats.subscriptions).filter(([, each]) => each.isDurable).map(([name]) => name),
    origin: backlog.totalMessages > 0 ? await originOf(fabric, topic) : undefined,
  };
}

/** The streams of dead letters, where their messages died, and the way back. */
export function DeadLetters({ fabric }: { fabric: string }) {
  const [streams, setStreams] = useState<DeadLetterStream[]>();
  const [hasMore, setHasMore] = useState(false);
  const [chosen, setChosen] = useState<DeadLetterStream>();
  const problem = usePolling(
    async (aborted) => {
      const items = (await listStreams(fabric, { contains: Mark, limit: Most + 1 }, aborted)).filter((each) => each.topic.includes(Mark));
      const found: DeadLetterStream[] = [];
      for (const { topic } of items.slice(0, Most)) {
        try {
          found.push(await look(fabric, topic, aborted));
        } catch (error) {
          if (!isGone(error)) {
            throw error;
          }
        }
      }

      setHasMore(items.length > Most);
      setStreams(found);
    },
    5_000,
    [fabric],
  );
  return (
    <>
      <h1>Dead letters</h1>
      <p class="quiet">
        Streams with {Mark} in their name: messages that consumers gave back too often, or that a push gave up. A consumer that names another stream for them finds
        them <a href={to(['streams', fabric])}>among the streams</a>.
      </p>
      {problem && <Notice>{problem}</Notice>}
      {hasMore && <Notice kind="note">The first {count(Most)} are shown.</Notice>}
      {streams?.length === 0 && <p class="quiet empty">There are no dead letters in this fabric.</p>}
      {streams && streams.length > 0 && (
        <div class="scrolled" tabIndex={0} role="region" aria-label="Streams of dead letters">
          <table>
            <thead><tr><th scope="col">Stream</th><th scope="col" class="number">Messages</th><th scope="col" class="wide">Died on</th><th scope="col" class="wide">For</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
            <tbody>
              {streams.map((each) => (
                <tr key={each.topic}>
                  <td class="cut"><a href={to(['streams', fabric, each.topic, 'browse'])}>{named(each.topic).name}</a></td>
                  <td class={`number ${each.messages > 0 ? 'loud' : ''}`}>{count(each.messages)}</td>
                  <td class="wide cut">{each.origin ? <a href={to(['streams', each.origin.fabric, each.origin.topic])}>{named(each.origin.topic).name}</a> : '-'}</td>
                  <td class="wide cut">{each.origin?.subscription ?? '-'}</td>
                  <td><button type="button" class="small" disabled={each.messages === 0} onClick={() => setChosen(each)}>Send back…</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {chosen && <RedriveDialog fabric={fabric} stream={chosen} close={() => setChosen(undefined)} />}
    </>
  );
}
