import { signal } from '@preact/signals';
import { ApiError, words } from '../api/ApiError';
import { ensureAskable } from '../api/paths';
import { request } from '../api/request';
import { getStats } from '../api/streams';

export type SocketState = 'connecting' | 'open' | 'waiting' | 'ended';

const NotAllowed = 1008;
const TooLarge = 1009;
/** Waits before an attempt, in milliseconds, one after the other. */
const Waits = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

interface Use {
  fabric: string;
  topic: string;
  /** Where to, asked for at each attempt. */
  address: () => string;
  /** Fails where the server would refuse such a socket. */
  ensure?: () => Promise<void>;
  opened: () => void;
  take: (frame: string) => void;
}

/**
 * A socket that is restored when it breaks, until it is closed. A page cannot send headers with a socket: a one-time password, fetched before each
 * attempt, says who it is.
 */
export class LiveSocket {
  readonly state = signal<SocketState>('connecting');
  /** Why it is not open. */
  readonly problem = signal('');
  private socket: WebSocket | undefined;
  private timer = 0;
  private failures = 0;

  constructor(private readonly use: Use) {
    void this.open();
  }

  /** Sends a frame; false where the socket is not open. */
  send(frame: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return false;
    }

    this.socket.send(JSON.stringify(frame));
    return true;
  }

  close(): void {
    this.state.value = 'ended';
    clearTimeout(this.timer);
    this.socket?.close(1000);
  }

  private get isEnded(): boolean {
    return this.state.value === 'ended';
  }

  private async open(): Promise<void> {
    this.state.value = 'connecting';
    try {
      // What the server says where it refuses a socket does not reach a page. So it is asked over HTTP first.
      await getStats(this.use.fabric, this.use.topic);
      await this.use.ensure?.();
      const { otp } = await request<{ otp: string }>('POST', '/apid/otp');
      if (!this.isEnded) {
        this.connect(otp);
      }
    } catch (error) {
      this.failed(words(error), error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429);
    }
  }

  private connect(otp: string): void {
    const address = this.use.address();
    ensureAskable(address);
    const socket = new WebSocket(`${address}${address.includes('?') ? '&' : '?'}otp=${otp}`);
    let wasOpen = false;
    this.socket = socket;
    socket.onopen = () => {
      wasOpen = true;
      this.failures = 0;
      this.problem.value = '';
      this.state.value = 'open';
      this.use.opened();
    };
    socket.onmessage = (event) => {
      if (!this.isEnded) {
        this.use.take(event.data as string);
      }
    };
    socket.onclose = (event) => {
      this.failed(reasonOf(event, wasOpen), event.code === NotAllowed || event.code === TooLarge);
    };
  }

  private failed(problem: string, isFinal: boolean): void {
    if (this.isEnded) {
      return;
    }

    this.problem.value = problem;
    if (isFinal) {
      this.state.value = 'ended';
      return;
    }

    this.state.value = 'waiting';
    this.timer = window.setTimeout(() => void this.open(), Waits[Math.min(this.failures++, Waits.length - 1)]);
  }
}

function reasonOf(event: CloseEvent, wasOpen: boolean): string {
  return event.code === TooLarge ? `The server closed the connection: ${event.reason || 'the message is too large'}. As a file without a key and properties it may be larger.`
    : event.reason !== '' ? `The server closed the connection: ${event.reason.replace(/\.?$/, '.')}`
    : wasOpen ? 'The connection broke. It is restored as soon as the server answers.'
    : 'The server refused the connection. Perhaps another consumer has this subscription for itself, or a right is missing.';
}
