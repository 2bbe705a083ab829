import type { Producer } from '../sockets/Publisher';

const Place = 'gdn-console-redrive';

/**
 * Which message is being sent back, and as what, for a page that ends in between: the next one in this browser sends that message under the same sequence
 * id, and the server stores it once. Nothing of the message itself is kept.
 */
export class UnfinishedSend {
  private readonly place: string;
  private readonly earlier: { id: string; producer: Producer } | undefined;

  /** @param of The subscription that the messages are taken from. */
  constructor(of: string) {
    this.place = `${Place} ${of}`;
    try {
      this.earlier = JSON.parse(localStorage.getItem(this.place) ?? 'null') ?? undefined;
    } catch {
      // No storage, or somebody else's data under this name: as good as none.
      this.earlier = undefined;
    }
  }

  /** The producer that a message may have been sent with by an earlier page. */
  producerOf(id: string): Producer | undefined {
    return this.earlier?.id === id ? this.earlier.producer : undefined;
  }

  remember(id: string, producer: Producer): void {
    try {
      localStorage.setItem(this.place, JSON.stringify({ id, producer }));
    } catch {
      // Switched off or full: then a page that ends in between sends this one twice.
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.place);
    } catch {
      // Switched off.
    }
  }
}
