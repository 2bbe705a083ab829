import { publishBytes } from '../api/streams';
import { encoded } from '../messages/Message';
import type { PublishFrame, Publisher } from '../sockets/Publisher';

/** Largest frame that a server takes on a socket. */
const MostFrameBytes = 1024 * 1024;

/** A message that is being written; all as it was typed. */
export interface Draft {
  kind: 'text' | 'json' | 'file';
  text: string;
  key: string;
  properties: string;
  eventTime: string;
  /** Seconds until it is delivered. */
  delay: string;
}

/** Nothing written yet. */
export const nothing: Draft = { kind: 'text', text: '', key: '', properties: '', eventTime: '', delay: '' };

/** The properties of lines name=value; a sentence where one is none. */
export function propertiesOf(text: string): Record<string, string> | string {
  const all: Record<string, string> = {};
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const at = line.indexOf('=');
    if (at < 1) {
      return `"${line}" is no property. Write name=value.`;
    }

    Object.defineProperty(all, line.slice(0, at).trim(), { value: line.slice(at + 1).trim(), enumerable: true, configurable: true, writable: true });
  }

  return all;
}

/** The frame of a message. */
export async function frameOf(draft: Draft, file: File | undefined): Promise<PublishFrame> {
  if (draft.kind === 'file' && file === undefined) {
    throw new Error('Choose a file.');
  }

  const bytes = draft.kind === 'file' ? new Uint8Array(await file!.arrayBuffer()) : new TextEncoder().encode(draft.text);
  const properties = propertiesOf(draft.properties);
  if (typeof properties === 'string') {
    throw new Error(properties);
  }

  const delay = Number(draft.delay);
  return {
    payload: encoded(bytes),
    key: draft.key === '' ? undefined : draft.key,
    properties: Object.keys(properties).length === 0 ? undefined : properties,
    eventTime: draft.eventTime === '' ? undefined : new Date(draft.eventTime).toISOString(),
    deliverAfterMs: delay > 0 ? Math.round(delay * 1000) : undefined,
  };
}

/** Publishes on the socket, or over HTTP what is too large for a frame and has nothing but a payload. */
export async function publish(fabric: string, topic: string, frame: PublishFrame, publisher: Publisher, file: File | undefined): Promise<string> {
  const length = new Blob([JSON.stringify(frame)]).size + 64;
  if (length <= MostFrameBytes) {
    return publisher.publish(frame);
  }

  if (frame.key !== undefined || frame.properties || frame.eventTime || frame.deliverAfterMs) {
    throw new Error('With a key, properties or times a message is at most some 780,000 bytes. Leave them out, or send less.');
  }

  return publishBytes(fabric, topic, file ?? new Blob([Uint8Array.from(atob(frame.payload), (each) => each.charCodeAt(0))]));
}
