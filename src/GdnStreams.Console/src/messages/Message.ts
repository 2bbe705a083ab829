import type { MessageFrame } from '../api/types';

/** A message as the page has it. Everything in it is somebody else's: it is shown as text and nothing else. */
export interface Message {
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** The payload as text; nothing where it is not exactly that. */
  text?: string;
  key?: string;
  properties: Record<string, string>;
  publishTime: number;
  eventTime?: number;
  redeliveries: number;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function messageOf(frame: MessageFrame): Message {
  const bytes = decoded(frame.payload);
  return {
    id: frame.messageId,
    bytes,
    text: textOf(bytes),
    key: frame.key ?? undefined,
    properties: frame.properties ?? {},
    publishTime: Date.parse(frame.publishTime),
    eventTime: frame.eventTime ? Date.parse(frame.eventTime) : undefined,
    redeliveries: frame.redeliveryCount ?? 0,
  };
}

/** Bytes as the wire has them. */
export function encoded(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }

  return btoa(binary);
}

function decoded(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) {
    bytes[at] = binary.charCodeAt(at);
  }

  return bytes;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes);
    // Control characters other than line ends and tabs: not what a person wrote.
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    // Not UTF-8.
    return undefined;
  }
}
