import { signal } from '@preact/signals';
import { listStreams } from '../api/streams';
import type { StreamItem } from '../api/types';

/** Streams in one answer. */
export const Page = 500;
/** Most of them that are asked for at once: a server gives 10,000, and one of them tells whether there are more. */
const Most = 9_999;

/** The list of a fabric's streams, as far as somebody has scrolled. */
export class StreamList {
  readonly items = signal<readonly StreamItem[]>([]);
  /** Whether there are more than are here. */
  readonly hasMore = signal(false);
  /** Whether an answer has come. */
  readonly isKnown = signal(false);
  /** Ends when what was asked before is here: answers that cross each other would shorten the list again. */
  private before: Promise<void> = Promise.resolve();
  private isGrowing = false;

  constructor(private readonly fabric: string, private readonly contains: string, private readonly scope: '' | 'global' | 'local') {}

  /** Fetches again what is here, as far as one answer goes: streams come and go. */
  refresh(aborted: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const limit = Math.min(Most, Math.max(Page, this.items.value.length));
      const [fresh, hasMore] = await this.fetch(undefined, limit, aborted);
      const last = fresh.at(-1)?.topic ?? '';
      const behind = hasMore ? this.items.value.filter((each) => each.topic > last) : [];
      this.hasMore.value = hasMore && (behind.length === 0 || this.hasMore.value);
      this.items.value = [...fresh, ...behind];
      this.isKnown.value = true;
    });
  }

  /** Fetches the next ones. */
  async more(): Promise<void> {
    if (this.isGrowing) {
      return;
    }

    this.isGrowing = true;
    try {
      await this.inTurn(async () => {
        if (this.hasMore.value) {
          const [next, hasMore] = await this.fetch(this.items.value.at(-1)?.topic, Page);
          this.hasMore.value = hasMore;
          this.items.value = [...this.items.value, ...next];
        }
      });
    } finally {
      this.isGrowing = false;
    }
  }

  private inTurn(task: () => Promise<void>): Promise<void> {
    const run = this.before.then(task);
    this.before = run.catch(() => undefined); // Whoever asked is told.
    return run;
  }

  /** Streams, and whether there are more of them. */
  private async fetch(after: string | undefined, limit: number, aborted?: AbortSignal): Promise<[StreamItem[], boolean]> {
    const global = this.scope === '' ? undefined : this.scope === 'global';
    const found = await listStreams(this.fabric, { contains: this.contains, global, after, limit: limit + 1 }, aborted);
    if (found.length <= limit + 1) {
      return [found.slice(0, limit), found.length > limit];
    }

    // A server that does not know limits gives all, whatever they contain.
    const text = this.contains.toLowerCase();
    return [found.filter((each) => each.topic.toLowerCase().includes(text)), false];
  }
}
