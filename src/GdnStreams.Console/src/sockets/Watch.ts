import { signal } from '@preact/signals';
import { messageOf, type Message } from '../messages/Message';
import type { MessageFrame } from '../api/types';
import { Credits } from './Credits';
import { LiveSocket } from './LiveSocket';
import { consumerAddress, readerAddress } from './addresses';

/** How often what has come is drawn, in milliseconds. */
const Turn = 250;
/** Messages that are taken to be shown in one turn; those above are counted only. */
const MostInTurn = 50;
/** Messages and bytes that the page keeps; older ones go. */
const MostKept = 1_000;
const MostBytes = 16 * 1024 * 1024;

/** What one listens with. */
export interface WatchOptions {
  /** A subscription; without one a reader, which leaves nothing behind. */
  subscription?: string;
  type?: string;
  position?: string;
  /** Whether each message waits for a button. */
  isManual?: boolean;
}

export interface WatchCounts {
  received: number;
  /** Received and only counted. */
  skipped: number;
  /** Received in the last second. */
  rate: number;
  isSampling: boolean;
}

/**
 * Receives from a stream and keeps the latest messages, however many come: above some two hundred a second it shows a sample. A subscription loses a message
 * once it is drawn, or counted where a sample is shown; what comes while nothing is drawn stays with the subscription.
 */
export class Watch {
  readonly messages = signal<readonly Message[]>([]);
  readonly counts = signal<WatchCounts>({ received: 0, skipped: 0, rate: 0, isSampling: false });
  readonly isPaused = signal(false);
  readonly socket: LiveSocket;
  private readonly credits: Credits;
  private readonly timer: number;
  private fresh: Message[] = [];
  private received = 0;
  private skipped = 0;
  private skippedInTurn = 0;
  private sampledUntil = 0;
  private last = 'latest';
  private readonly perTurn: number[] = [];
  private countedBefore = 0;

  constructor(fabric: string, topic: string, private readonly options: WatchOptions) {
    const { subscription, type = 'Exclusive', position = 'Latest' } = options;
    this.socket = new LiveSocket({
      fabric,
      topic,
      address: () => subscription === undefined
        ? readerAddress(fabric, topic, this.last, 'console')
        : consumerAddress(fabric, topic, subscription, {
          subscriptionType: type, subscriptionInitialPosition: position, pullMode: 'true', negativeAckRedeliveryDelay: '1000', consumerName: 'console',
        }),
      opened: () => {
        if (subscription !== undefined) {
          this.fresh = []; // It is delivered again.
        }

        this.credits.begin();
      },
      take: (frame) => this.take(frame),
    });
    this.credits = new Credits(this.socket, subscription === undefined, options.isManual === true);
    this.timer = window.setInterval(() => this.draw(), Turn);
  }

  pause(): void {
    this.isPaused.value = true;
    this.credits.hold();
  }

  resume(): void {
    this.isPaused.value = false;
    this.show();
    this.credits.release();
  }

  acknowledge(message: Message): void {
    this.settle(message, { messageId: message.id });
  }

  /** Gives a message back; it comes again after a second. */
  deny(message: Message): void {
    this.settle(message, { type: 'negativeAcknowledge', messageId: message.id });
  }

  close(): void {
    clearInterval(this.timer);
    this.socket.close();
  }

  private settle(message: Message, command: object): void {
    if (this.socket.send(command)) {
      this.messages.value = this.messages.value.filter((each) => each !== message);
      this.credits.give();
    }
  }

  private take(frame: string): void {
    this.received++;
    if (this.fresh.length >= MostInTurn && !this.options.isManual && !this.isPaused.value) {
      this.skipped++;
      this.skippedInTurn++;
      this.last = idIn(frame);
      this.used(this.last);
      return;
    }

    const message = messageOf(JSON.parse(frame) as MessageFrame);
    this.last = message.id;
    this.fresh.push(message);
  }

  /** A message was drawn or counted, and nobody has to press a button for it. */
  private used(id: string): void {
    if (this.options.isManual) {
      return;
    }

    if (this.options.subscription !== undefined) {
      this.socket.send({ messageId: id });
    }

    this.credits.give();
  }

  private draw(): void {
    this.perTurn.push(this.received - this.countedBefore);
    this.countedBefore = this.received;
    if (this.perTurn.length > 1_000 / Turn) {
      this.perTurn.shift();
    }

    if (this.skippedInTurn > 0) {
      this.sampledUntil = Date.now() + 2_000;
      this.skippedInTurn = 0;
    }

    const counts = { received: this.received, skipped: this.skipped, rate: this.perTurn.reduce((sum, each) => sum + each, 0), isSampling: Date.now() < this.sampledUntil };
    const shown = this.counts.value;
    if (counts.received !== shown.received || counts.rate !== shown.rate || counts.isSampling !== shown.isSampling) {
      this.counts.value = counts;
    }

    if (!this.isPaused.value) {
      this.show();
    }
  }

  private show(): void {
    if (this.fresh.length === 0) {
      return;
    }

    const drawn = this.fresh;
    this.fresh = [];
    const again = new Set(drawn.map((each) => each.id));
    this.messages.value = kept([...[...drawn].reverse(), ...this.messages.value.filter((each) => !again.has(each.id))], this.options.isManual === true);
    drawn.forEach((each) => this.used(each.id));
  }
}

/** The latest messages: as many as the page keeps. What waits for a button stays: there are few of those at a time. */
function kept(messages: Message[], isManual: boolean): Message[] {
  let bytes = 0;
  const end = messages.findIndex((each, index) => {
    bytes += each.bytes.length;
    return index >= MostKept || (bytes > MostBytes && index > 0);
  });
  return end < 0 || isManual ? messages : messages.slice(0, end);
}

/** The id in a frame whose rest is not needed. */
function idIn(frame: string): string {
  const found = /"messageId":"([^"]*)"/.exec(frame)?.[1] ?? '';
  return found.includes('\\') ? (JSON.parse(`"${found}"`) as string) : found;
}
