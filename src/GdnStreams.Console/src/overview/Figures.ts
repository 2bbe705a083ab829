import { signal } from '@preact/signals';
import { isGone } from '../api/ApiError';
import { getStats } from '../api/streams';
import type { StreamStats } from '../api/types';

/** What the list shows of a stream. */
export interface Figure {
  rateIn: number;
  rateOut: number;
  backlog: number;
  size: number;
  producers: number;
  consumers: number;
  subscriptions: number;
  /** Rates, the latest at the end. */
  ratesIn: number[];
  ratesOut: number[];
}

/** Requests under way at a time. */
const AtOnce = 6;
/** Rates that are remembered of a stream. */
const History = 60;
/** Streams whose figures are kept; a page that scrolls through more forgets the oldest. */
const MostKept = 2_000;

/** The figures of streams, fetched for those that one sees. */
export class Figures {
  readonly all = signal<ReadonlyMap<string, Figure>>(new Map());

  constructor(private readonly fabric: string) {}

  /** Fetches the figures of some streams. */
  async update(topics: readonly string[], aborted: AbortSignal): Promise<void> {
    const next = new Map(this.all.value);
    const waiting = [...topics];
    const work = async () => {
      for (let topic = waiting.shift(); topic !== undefined; topic = waiting.shift()) {
        try {
          const figure = figureOf(await getStats(this.fabric, topic, aborted), next.get(topic));
          next.delete(topic);
          next.set(topic, figure);
        } catch (error) {
          if (!isGone(error)) {
            throw error;
          }

          // Deleted meanwhile; the next look at the list leaves it out.
          next.delete(topic);
        }
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AtOnce }, work));
    for (const oldest of next.keys()) {
      if (next.size <= MostKept) {
        break;
      }

      next.delete(oldest);
    }

    this.all.value = next;
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  }
}

function figureOf(stats: StreamStats, before: Figure | undefined): Figure {
  const subscriptions = Object.values(stats.subscriptions);
  return {
    rateIn: stats.msgRateIn,
    rateOut: stats.msgRateOut,
    backlog: subscriptions.reduce((most, each) => Math.max(most, each.msgBacklog), 0),
    size: stats.storageSize,
    producers: stats.publishers.length,
    consumers: subscriptions.reduce((sum, each) => sum + each.consumers.length, 0),
    subscriptions: subscriptions.filter((each) => each.isDurable).length,
    ratesIn: [...(before?.ratesIn ?? []).slice(1 - History), stats.msgRateIn],
    ratesOut: [...(before?.ratesOut ?? []).slice(1 - History), stats.msgRateOut],
  };
}
