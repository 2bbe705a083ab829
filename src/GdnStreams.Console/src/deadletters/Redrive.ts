import { signal } from '@preact/signals';
import { words } from '../api/ApiError';
import { getLastMessageId } from '../api/streams';
import type { MessageFrame } from '../api/types';
import { placeOf, reaches, type Place } from '../messages/MessageId';
import { consumerAddress, placeOfTopic } from '../sockets/addresses';
import { LiveSocket } from '../sockets/LiveSocket';
import { Publisher } from '../sockets/Publisher';

/** What a server writes on a dead letter; a message that goes back loses it. */
const Marks = ['REAL_TOPIC', 'REAL_SUBSCRIPTION', 'ORIGIN_MESSAGE_ID', 'ORIGIN_MESSAGE_IDY_TIME'];
/** How often a message was sent back; Move-GdnMessage counts here, too. */
const CountProperty = 'gdn-redrive-count';
/** Silence after which the subscription has no more. */
const Silence = 2_000;

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
 * then: where the page or the line breaks in between, one message comes twice and none is lost.
 */
export class Redrive {
  readonly moved = signal(0);
  /** Messages that say of no stream where they died; they stay. */
  readonly left = signal(0);
  readonly isOver = signal(false);
  readonly problem = signal('');
  private readonly publishers = new Map<string, Publisher>();
  private socket: LiveSocket | undefined;
  private silence = 0;
  private end: Place | undefined;

  constructor(private readonly options: RedriveOptions) {
    this.begin().catch((error: unknown) => this.stop(words(error)));
  }

  stop(problem = ''): void {
    if (this.isOver.value) {
      return;
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
      opened: () => this.ask(),
      take: (frame) => {
        clearTimeout(this.silence);
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
    this.socket?.send({ type: 'permit', permitMessages: 1 });
    clearTimeout(this.silence);
    this.silence = window.setTimeout(() => this.socket?.state.value === 'open' && this.stop(), Silence);
  }

  private async move(frame: MessageFrame): Promise<void> {
    const began = performance.now();
    const properties = { ...frame.properties };
    const origin = placeOfTopic(properties['REAL_TOPIC'] ?? '');
    if (origin === undefined) {
      this.left.value++;
    } else {
      for (const mark of Marks) {
        delete properties[mark];
      }

      const before = Number.parseInt(properties[CountProperty] ?? '0', 10);
      properties[CountProperty] = String((Number.isNaN(before) ? 0 : before) + 1);
      await this.to(origin).publish({ payload: frame.payload, key: frame.key, properties, eventTime: frame.eventTime });
      this.socket?.send({ messageId: frame.messageId });
      this.moved.value++;
    }

    if (this.moved.value >= this.options.count || (this.end && reaches(frame.messageId, this.end))) {
      this.finish();
      return;
    }

    await new Promise((done) => setTimeout(done, Math.max(0, 1_000 / this.options.rate - (performance.now() - began))));
    if (!this.isOver.value) {
      this.ask();
    }
  }

  /** Closes once the last acknowledgement has left. */
  private finish(): void {
    this.silence = window.setTimeout(() => this.stop(), 200);
  }

  private to({ fabric, topic }: { fabric: string; topic: string }): Publisher {
    const name = `${fabric}/${topic}`;
    const publisher = this.publishers.get(name) ?? new Publisher(fabric, topic);
    this.publishers.set(name, publisher);
    return publisher;
  }
}
