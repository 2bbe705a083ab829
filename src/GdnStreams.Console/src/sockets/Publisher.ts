import { LiveSocket } from './LiveSocket';
import { producerAddress } from './addresses';

/** The frame that publishes a message, without its context. */
export interface PublishFrame {
  payload: string;
  key?: string;
  properties?: Record<string, string>;
  eventTime?: string;
  deliverAfterMs?: number;
}

interface Waiting {
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

/** Publishes on one stream. Each message is stored when its promise is fulfilled. */
export class Publisher {
  readonly socket: LiveSocket;
  private readonly unsent: Waiting[] = [];
  private readonly sent = new Map<string, Waiting>();
  private last = 0;

  constructor(fabric: string, topic: string) {
    this.socket = new LiveSocket({
      fabric,
      topic,
      address: () => producerAddress(fabric, topic),
      opened: () => this.unsent.splice(0).forEach((each) => this.send(each)),
      take: (frame) => this.take(JSON.parse(frame) as Answer),
      lost: () => this.fail('The connection broke before the server answered. The message may be stored or not: look before you send it again.'),
    });
    this.socket.state.subscribe((state) => {
      if (state === 'ended') {
        this.fail(this.socket.problem.value || 'The publisher was closed.');
      }
    });
  }

  /** Publishes a message, once the connection is there; the answer is its id. */
  publish(frame: PublishFrame): Promise<string> {
    return new Promise((done, failed) => {
      const waiting = { frame, done, failed };
      if (this.socket.state.value === 'open') {
        this.send(waiting);
      } else if (this.socket.state.value === 'ended') {
        failed(new Error(this.socket.problem.value || 'The publisher was closed.'));
      } else {
        this.unsent.push(waiting);
      }
    });
  }

  close(): void {
    this.socket.close();
  }

  private send(waiting: Waiting): void {
    const context = String(++this.last);
    this.sent.set(context, waiting);
    if (!this.socket.send({ ...waiting.frame, context })) {
      this.sent.delete(context);
      this.unsent.push(waiting);
    }
  }

  private take(answer: Answer): void {
    const waiting = this.sent.get(answer.context ?? '');
    if (!waiting) {
      return;
    }

    this.sent.delete(answer.context!);
    if (answer.result === 'ok') {
      waiting.done(answer.messageId ?? '');
    } else {
      waiting.failed(new Error(answer.errorMsg ?? answer.result));
    }
  }

  private fail(reason: string): void {
    const all = [...this.sent.values(), ...(this.socket.state.value === 'ended' ? this.unsent.splice(0) : [])];
    this.sent.clear();
    all.forEach((each) => each.failed(new Error(reason)));
  }
}
