import { signal } from '@preact/signals';
import { words } from '../api/ApiError';
import { peek } from '../api/subscriptions';
import { getLastMessageId, getMessageIdAt, getStats } from '../api/streams';
import { messageOf, type Message } from '../messages/Message';
import { before, idOf, placeOf, reaches, type Place } from '../messages/MessageId';
import type { MessageFrame } from '../api/types';
import { LiveSocket } from '../sockets/LiveSocket';
import { readerAddress } from '../sockets/addresses';
import { newName } from '../sockets/newName';
import { takes, type Filter } from './filter';

/** Messages and bytes that are kept of what was found. */
export const MostFound = 1_000;
const MostBytes = 32 * 1024 * 1024;
/** Messages of a backlog in one answer. */
const Page = 100;
/** Silence of a reader after which the server is asked whether there is more: what lies at the end may have been removed. */
const Silence = 500;

export type Start = { kind: 'earliest' } | { kind: 'latest'; count: number } | { kind: 'time'; milliseconds: number } | { kind: 'id'; id: string };

export interface ScanOptions {
  fabric: string;
  topic: string;
  /** A subscription whose backlog is meant; without one the stream, as far as it is kept. */
  subscription?: string;
  start: Start;
  filter: Filter;
  /** Messages that are looked at. */
  bound: number;
}

/** The answer of a reader's socket to isEndOfTopic. */
interface EndOfTopic {
  endOfTopic: string;
}

export type ScanState = 'running' | 'bounded' | 'full' | 'done' | 'stopped' | 'failed';

/** Looks through messages and takes nothing: a stream by a reader, a backlog by peeking. */
export class Scan {
  readonly found = signal<readonly Message[]>([]);
  readonly scanned = signal(0);
  readonly state = signal<ScanState>('running');
  readonly problem = signal('');
  private readonly aborter = new AbortController();
  /** The reader's, by which the statistics know it. */
  private readonly name = newName();
  private opened = 0;
  private socket: LiveSocket | undefined;
  private pending: Message[] = [];
  private looked = 0;
  private bytes = 0;
  private kept = 0;
  private drawn = 0;
  private silence = 0;

  constructor(private readonly options: ScanOptions) {
    this.drawn = window.setInterval(() => this.draw(), 200);
    (options.subscription === undefined ? this.read() : this.peek(options.subscription)).catch((error: unknown) => {
      this.problem.value = words(error);
      this.end('failed');
    });
  }

  stop(): void {
    this.end('stopped');
  }

  private async peek(subscription: string): Promise<void> {
    const { fabric, topic } = this.options;
    for (let position = 1; this.state.value === 'running';) {
      const frames = await peek(fabric, topic, subscription, position, Page, this.aborter.signal);
      if (frames.length === 0) {
        this.end('done');
      }

      // The server may give fewer than were asked for.
      position += frames.length;
      frames.every((frame) => this.take(frame));
    }
  }

  private async read(): Promise<void> {
    const { fabric, topic, start } = this.options;
    const end = placeOf(await getLastMessageId(fabric, topic));
    if (end === undefined || end.entry < 0n) {
      this.end('done');
      return;
    }

    let last = await this.first(start, end);
    this.listen();
    this.socket = new LiveSocket({
      fabric,
      topic,
      address: () => readerAddress(fabric, topic, last, this.name),
      opened: () => {
        this.opened++;
        this.listen();
      },
      take: (text) => {
        this.listen();
        const frame = JSON.parse(text) as MessageFrame | EndOfTopic;
        if ('endOfTopic' in frame) {
          this.end('done');
          return;
        }

        last = frame.messageId;
        this.socket?.send({});
        if (this.state.value === 'running' && this.take(frame) && reaches(last, end)) {
          this.end('done');
        }
      },
    });
    this.socket.state.subscribe((state) => {
      if (state === 'ended' && this.state.value === 'running') {
        this.problem.value = this.socket?.problem.value ?? '';
        this.end('failed');
      }
    });
  }

  /** Before the first message that is wanted. */
  private async first(start: Start, end: Place): Promise<string> {
    switch (start.kind) {
      case 'earliest':
        return 'earliest';
      case 'latest':
        return end.entry < BigInt(start.count) ? 'earliest' : idOf({ ledger: end.ledger, entry: end.entry - BigInt(start.count) });
      case 'time':
        return before(await getMessageIdAt(this.options.fabric, this.options.topic, start.milliseconds));
      case 'id':
        return before(start.id);
    }
  }

  /** Waits for the next message, and asks for the end where none comes. */
  private listen(): void {
    clearTimeout(this.silence);
    this.silence = window.setTimeout(() => void this.askForTheEnd(), Silence);
  }

  /** Where the server has sent all there is, its answer comes behind that. */
  private async askForTheEnd(): Promise<void> {
    const opened = this.opened;
    try {
      const stats = await getStats(this.options.fabric, this.options.topic, this.aborter.signal);
      const own = Object.values(stats.subscriptions).filter((each) => each.consumers.some((consumer) => consumer.consumerName === this.name));
      if (own.length > 0 && own.every((each) => each.msgBacklog <= 0) && opened === this.opened) {
        this.socket?.send({ type: 'isEndOfTopic' });
      }
    } catch {
      // It is asked again; what ails the server, the socket says.
    }

    if (this.state.value === 'running') {
      this.listen();
    }
  }

  /** Looks at one message; false where it was the last one that is looked at. */
  private take(frame: MessageFrame): boolean {
    const message = messageOf(frame);
    this.looked++;
    if (takes(this.options.filter, message)) {
      this.pending.push(message);
      this.bytes += message.bytes.length;
      this.kept++;
    }

    if (this.kept >= MostFound || this.bytes > MostBytes) {
      this.end('full');
    } else if (this.looked >= this.options.bound) {
      this.end('bounded');
    }

    return this.state.value === 'running';
  }

  private draw(): void {
    this.scanned.value = this.looked;
    if (this.pending.length > 0) {
      this.found.value = [...this.found.value, ...this.pending];
      this.pending = [];
    }
  }

  private end(state: ScanState): void {
    if (this.state.value !== 'running') {
      return;
    }

    clearInterval(this.drawn);
    clearTimeout(this.silence);
    this.draw();
    this.state.value = state;
    this.aborter.abort();
    this.socket?.close();
  }
}
