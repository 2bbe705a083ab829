import { ApiError } from '../api/ApiError';
import { listSubscriptions, peek } from '../api/subscriptions';
import { Scan } from '../stream/Scan';
import type { Message } from '../messages/Message';
import { placeOfTopic } from '../sockets/addresses';

/** Where a dead letter comes from. */
export interface Origin {
  fabric: string;
  topic: string;
  subscription?: string;
}

/** By stream: it does not change with time. */
const known = new Map<string, Origin>();

/** Where the first message of a stream of dead letters died. */
export async function originOf(fabric: string, topic: string): Promise<Origin | undefined> {
  const name = `${fabric}/${topic}`;
  if (!known.has(name)) {
    const properties = await first(fabric, topic);
    const place = placeOfTopic(properties?.['REAL_TOPIC'] ?? '');
    if (place) {
      known.set(name, { ...place, subscription: properties?.['REAL_SUBSCRIPTION'] });
    }
  }

  return known.get(name);
}

async function first(fabric: string, topic: string): Promise<Record<string, string> | undefined> {
  try {
    for (const subscription of await listSubscriptions(fabric, topic)) {
      const [message] = await peek(fabric, topic, subscription, 1, 1);
      if (message) {
        return message.properties;
      }
    }

    return (await firstOf(fabric, topic))?.properties;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) {
      return undefined; // One may not read it, and sees that there is something.
    }

    throw error;
  }
}

/** The first message, by a reader, where no subscription has one. */
function firstOf(fabric: string, topic: string): Promise<Message | undefined> {
  const scan = new Scan({ fabric, topic, start: { kind: 'earliest' }, filter: { text: '', key: '', property: '' }, bound: 1 });
  return new Promise((done) => {
    scan.state.subscribe((state) => {
      if (state !== 'running') {
        done(scan.found.value[0]);
      }
    });
  });
}
