import { signal } from '@preact/signals';
import { words } from '../api/ApiError';
import { getLastMessageId, getStats } from '../api/streams';
import { peek } from '../api/subscriptions';
import type { MessageFrame } from '../api/types';
import { namesMessage, placeOf, reaches, type Place } from '../messages/MessageId';
import { consumerAddress, placeOfTopic } from '../sockets/addresses';
import { LiveSocket } from '../sockets/LiveSocket';
import { Publisher, type Producer } from '../sockets/Publisher';
import { UnfinishedSend } from './UnfinishedSend';

/** What a server writes on a dead letter; a message that goes back loses it. */
const Marks = ['REAL_TOPIC', 'REAL_SUBSCRIPTION', 'ORIGIN_MESSAGE_ID', 'ORIGIN_MESSAGE_IDY_TIME'];
/** How often a message was sent back; Move-GdnMessage counts here, too. */
const CountProperty = 'gdn-redrive-count';
/** Silence after which the server is asked whether the subscription has more. */
const Silence = 2_000;
/** How often the server is asked whether it has taken the last acknowledgements, and how long at most. */
const ProofStep = 100;
const ProofTime = 5_000;

export interface RedriveOptions {
  fabric: string;
  topic: string;
  /** From which the messages are taken. */
  subscription: string;
  /** Most messages. */
  count: number;
  /** Messages a second at most. */
  rate: number;
}

/**
 * Sends dead letters back to the streams on which they died, one after the other and in order. Each is acknowledged when it is stored there, and only
 * then. What comes again because a connection broke in between is acknowledged again, and not sent again.
 */
export class Redrive {
  readonly moved = signal(0);
  /** Messages that an earlier page had stored already, and could not acknowledge. */
  readonly known = signal(0);
  /** Messages that say of no stream where they died; they stay. */
  readonly left = signal(0);
  readonly isOver = signal(false);
  readonly problem = signal('');
  private readonly publishers = new Map<string, Publisher>();
  private readonly back = new Set<string>();
  private readonly stay = new Set<string>();
  private readonly unfinished: UnfinishedSend;
  private socket: LiveSocket | undefined;
  /** How often the socket was opened: what was delivered on an earlier one is delivered again. */
  private opened = 0;
  /** Whether no message is under way. */
  private isIdle = true;
  private silence = 0;
  /** Messages that have come. */
  private taken = 0;
  private end: Place | undefined;
  /** The last message that was sent back. */
  private last = '';
  /** Whether all that were asked for were sent back. */
  private isEnough = false;

  constructor(private readonly options: RedriveOptions) {
    this.unfinished = new UnfinishedSend(`${options.fabric}/${options.topic}/${options.subscription}`);
    this.begin().catch((error: unknown) => this.stop(words(error)));
  }

  stop(problem = ''): void {
    if (this.isOver.value) {
      return;
    }

    if (this.socket?.state.value === 'open' && this.isIdle) {
      this.unfinished.forget(); // Its acknowledgement leaves before the socket is closed.
    }

    this.problem.value = problem;
    this.isOver.value = true;
    clearTimeout(this.silence);
    this.socket?.close();
    this.publishers.forEach((each) => each.close());
  }

  private async begin(): Promise<void> {
    const { fabric, topic, subscription } = this.options;
    this.end = placeOf(await getLastMessageId(fabric, topic));
    if (this.end === undefined || this.end.entry < 0n) {
      this.stop();
      return;
    }

    this.socket = new LiveSocket({
      fabric,
      topic,
      address: () => consumerAddress(fabric, topic, subscription, { subscriptionInitialPosition: 'Earliest', pullMode: 'true', consumerName: 'console' }),
      opened: () => {
        this.opened++;
        if (this.isIdle) {
          this.ask();
        }
      },
      take: (frame) => {
        clearTimeout(this.silence);
        this.taken++;
        this.isIdle = false;
        this.move(JSON.parse(frame) as MessageFrame).catch((error: unknown) => this.stop(words(error)));
      },
    });
    this.socket.state.subscribe((state) => {
      if (state === 'ended') {
        this.stop(this.socket?.problem.value);
      }
    });
  }

  private ask(): void {
    this.isIdle = true;
    this.socket?.send({ type: 'permit', permitMessages: 1 });
    this.listen();
  }

  /** Waits for the next message, and looks for the end where none comes. */
  private listen(): void {
    clearTimeout(this.silence);
    this.silence = window.setTimeout(() => void this.look(), Silence);
  }

  /** Ends where the subscription has nothing but what stays. */
  private async look(): Promise<void> {
    const { fabric, topic, subscription } = this.options;
    const taken = this.taken;
    let backlog = Number.POSITIVE_INFINITY;
    try {
      backlog = (await getStats(fabric, topic)).subscriptions[subscription]?.msgBacklog ?? 0;
    } catch {
      // It is asked again; what ails the server, the socket says.
    }

    if (this.isOver.value || taken !== this.taken) {
      return;
    }

    if (backlog <= this.stay.size) {
      this.stop();
    } else {
      this.listen();
    }
  }

  private async move(frame: MessageFrame): Promise<void> {
    const opened = this.opened;
    const isBack = this.back.has(frame.messageId);
    if (this.isEnough && !isBack) {
      await this.finish(); // One more than was asked for, as the connection broke after the last one: it stays.
      return;
    }

    let began = performance.now();
    let isDealtWith = true;
    const origin = placeOfTopic(frame.properties?.['REAL_TOPIC'] ?? '');
    if (origin === undefined) {
      this.left.value = this.stay.add(frame.messageId).size;
    } else {
      if (!isBack) {
        began = await this.send(frame, origin);
        this.moved.value = this.back.add(frame.messageId).size;
        this.last = frame.messageId;
      }

      isDealtWith = opened === this.opened && this.socket?.send({ messageId: frame.messageId }) === true;
    }

    if (this.isOver.value) {
      return;
    }

    this.isEnough ||= this.moved.value >= this.options.count || (this.end !== undefined && reaches(frame.messageId, this.end));
    if (isDealtWith && this.isEnough && (!isBack || frame.messageId === this.last)) {
      await this.finish();
      return;
    }

    await new Promise((done) => setTimeout(done, Math.max(0, 1_000 / this.options.rate - (performance.now() - began))));
    if (!this.isOver.value) {
      this.ask();
    }
  }

  /** Stores a message where it died; when it left. */
  private async send(frame: MessageFrame, origin: { fabric: string; topic: string }): Promise<number> {
    const properties = { ...frame.properties };
    for (const mark of Marks) {
      delete properties[mark];
    }

    const before = Number.parseInt(properties[CountProperty] ?? '0', 10);
    properties[CountProperty] = String((Number.isNaN(before) ? 0 : before) + 1);
    const publisher = this.to(origin, this.unfinished.producerOf(frame.messageId));
    this.unfinished.remember(frame.messageId, publisher.next);
    if (!namesMessage(await stored(publisher.publish({ payload: frame.payload, key: frame.key, properties, eventTime: frame.eventTime }), frame.messageId))) {
      this.known.value++;
    }

    return publisher.left;
  }

  /** Ends once the server has taken the acknowledgements, or does not say so for some seconds. What comes again meanwhile is acknowledged again, and ends it later. */
  private async finish(): Promise<void> {
    this.isIdle = true;
    const [taken, began] = [this.taken, performance.now()];
    while (taken === this.taken && !this.isOver.value && !(await this.isProven()) && performance.now() - began < ProofTime) {
      await new Promise((done) => setTimeout(done, ProofStep));
    }

    if (taken === this.taken) {
      this.stop();
    }
  }

  /** Whether the oldest message that waits, besides those that stay, lies behind all that were sent back. */
  private async isProven(): Promise<boolean> {
    const { fabric, topic, subscription } = this.options;
    try {
      const [oldest] = await peek(fabric, topic, subscription, this.stay.size + 1, 1, AbortSignal.timeout(ProofTime));
      const place = oldest && placeOf(oldest.messageId);
      return place === undefined || !reaches(this.last, place);
    } catch {
      return false; // It is asked again; what ails the server, the socket says.
    }
  }

  /** The publisher on a stream; a producer is given where it has to be that one. */
  private to({ fabric, topic }: { fabric: string; topic: string }, producer: Producer | undefined): Publisher {
    const name = `${fabric}/${topic}/${producer?.name ?? ''}`;
    const publisher = this.publishers.get(name) ?? new Publisher(fabric, topic, producer);
    this.publishers.set(name, publisher);
    return publisher;
  }
}

/** The id of what was stored; where it was not, the error says which message that was. */
async function stored(publishing: Promise<string>, id: string): Promise<string> {
  try {
    return await publishing;
  } catch (error) {
    throw new Error(`The message ${id} stays, and those behind it: ${words(error)}`);
  }
}
