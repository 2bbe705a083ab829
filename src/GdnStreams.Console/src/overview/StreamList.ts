import { signal } from '@preact/signals';
import { listStreams } from '../api/streams';
import type { StreamItem } from '../api/types';

/** Streams in one answer. */
export const Page = 500;

/** The list of a fabric's streams, as far as somebody has scrolled. */
export class StreamList {
  readonly items = signal<readonly StreamItem[]>([]);
  /** Whether there are more than are here. */
  readonly hasMore = signal(false);
  /** Whether an answer has come. */
  readonly isKnown = signal(false);
  private isLoading = false;

  constructor(private readonly fabric: string, private readonly contains: string, private readonly scope: '' | 'global' | 'local') {}

  /** Fetches again what is here: streams come and go. */
  async refresh(aborted: AbortSignal): Promise<void> {
    const limit = Math.min(10_000, Math.max(Page, this.items.value.length));
    await this.load([], limit, aborted);
  }

  /** Fetches the next ones. */
  async more(aborted?: AbortSignal): Promise<void> {
    if (this.hasMore.value && !this.isLoading) {
      await this.load(this.items.value, Page, aborted);
    }
  }

  private async load(before: readonly StreamItem[], limit: number, aborted?: AbortSignal): Promise<void> {
    this.isLoading = true;
    try {
      const after = before.at(-1)?.topic;
      const global = this.scope === '' ? undefined : this.scope === 'global';
      let next = await listStreams(this.fabric, { contains: this.contains, global, after, limit }, aborted);
      this.hasMore.value = next.length === limit;
      if (next.length > limit) {
        // A server that does not know limits gives all, whatever they contain.
        const text = this.contains.toLowerCase();
        next = next.filter((each) => each.topic.toLowerCase().includes(text));
        this.hasMore.value = false;
        before = [];
      }

      this.items.value = [...before, ...next];
      this.isKnown.value = true;
    } finally {
      this.isLoading = false;
    }
  }
}
