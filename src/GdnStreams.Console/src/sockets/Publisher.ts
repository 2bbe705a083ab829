import { ensureNotTerminated } from '../api/streams';
import { LiveSocket } from './LiveSocket';
import { producerAddress } from './addresses';
import { newName } from './newName';

/** The frame that publishes a message, without its context. */
export interface PublishFrame {
  payload: string;
  key?: string;
  properties?: Record<string, string>;
  eventTime?: string;
  deliverAfterMs?: number;
}

/** A producer's name and the sequence id before its first message: what it sends again under the same id is stored once. */
export interface Producer {
  name: string;
  before: number;
}

interface Waiting {
  sequence: number;
  frame: PublishFrame;
  done: (id: string) => void;
  failed: (error: Error) => void;
}

interface Answer {
  result: string;
  messageId?: string;
  errorMsg?: string;
  context?: string;
}

/** A producer of a name that nobody else has. */
export const newProducer = (): Producer => ({ name: newName(), before: -1 });

/**
 * Publishes on one stream. Each message is stored, once, when its promise is fulfilled: where the connection breaks before the answer, it is sent again under
 * its sequence id, and the server drops what it has. After a message that failed it is closed.
 */
export class Publisher {
  readonly socket: LiveSocket;
  /** When a message left last, as performance.now() says. */
  left = 0;
  /** Not answered yet, in order. */
  private waiting: Waiting[] = [];
  private last: number;

  constructor(fabric: string, topic: string, private readonly producer: Producer = newProducer()) {
    this.last = producer.before;
    this.socket = new LiveSocket({
      fabric,
      topic,
      address: () => producerAddress(fabric, topic, producer.name, (this.waiting[0]?.sequence ?? this.last + 1) - 1),
      ensure: () => ensureNotTerminated(fabric, topic),
      opened: () => this.waiting.forEach((each) => this.send(each)),
      take: (frame) => this.take(JSON.parse(frame) as Answer),
    });
    this.socket.state.subscribe((state) => {
      if (state === 'ended') {
        this.fail(this.socket.problem.value);
      }
    });
  }

  /** The producer's name, and the sequence id before the next message. */
  get next(): Producer {
    return { name: this.producer.name, before: this.last };
  }

  /** Publishes a message, once the connection is there; the answer is its id, which is none (-1:-1) where the server had it already. */
  publish(frame: PublishFrame): Promise<string> {
    return new Promise((done, failed) => {
      const waiting = { sequence: ++this.last, frame, done, failed };
      this.waiting.push(waiting);
      if (this.socket.state.value === 'ended') {
        this.fail(this.socket.problem.value);
      } else {
        this.send(waiting);
      }
    });
  }

  close(): void {
    this.socket.close();
  }

  /** Where the socket is not open, it is sent once it is. */
  private send({ sequence, frame }: Waiting): void {
    if (this.socket.send({ ...frame, context: String(sequence) })) {
      this.left = performance.now();
    }
  }

  private take({ result, messageId = '', errorMsg, context }: Answer): void {
    const answered = this.waiting[0];
    if (answered === undefined || context !== String(answered.sequence)) {
      return; // Answers come in the order of the messages.
    }

    this.waiting.shift();
    if (result === 'ok') {
      answered.done(messageId);
    } else {
      // Whether it took a number is the server's affair: what follows needs a producer of another name.
      answered.failed(new Error(errorMsg ?? result));
      this.close();
    }
  }

  private fail(reason: string): void {
    const all = this.waiting;
    this.waiting = [];
    all.forEach((each) => each.failed(new Error(reason === '' ? 'The publisher was closed.' : reason)));
  }
}
