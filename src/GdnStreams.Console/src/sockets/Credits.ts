import type { LiveSocket } from './LiveSocket';

/** Messages that the server may send ahead. */
const Window = 200;
/** The same where each waits for a button. */
const ManualWindow = 50;
/** Credits that are given at once to a consumer. */
const Batch = 50;

/**
 * How many messages the server may send. A consumer in pull mode gets them by permits; a reader has a window of its own, and each frame to it opens that by
 * one. While they are held back the server sends no more than it may already.
 */
export class Credits {
  private owed = 0;
  private isHeld = false;

  constructor(private readonly socket: LiveSocket, private readonly isReader: boolean, private readonly isManual: boolean) {}

  /** A new socket is open. */
  begin(): void {
    this.owed = 0;
    if (!this.isReader) {
      this.socket.send({ type: 'permit', permitMessages: this.isManual ? ManualWindow : Window });
    }
  }

  /** One message is dealt with. */
  give(): void {
    this.owed++;
    if (!this.isHeld) {
      this.pay(this.isReader || this.isManual ? 1 : Batch);
    }
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    this.pay(1);
  }

  private pay(atLeast: number): void {
    if (this.owed < atLeast) {
      return;
    }

    if (this.isReader) {
      for (; this.owed > 0; this.owed--) {
        this.socket.send({});
      }
    } else {
      this.socket.send({ type: 'permit', permitMessages: this.owed });
      this.owed = 0;
    }
  }
}
