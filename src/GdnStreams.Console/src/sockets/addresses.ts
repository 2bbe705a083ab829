import { part } from '../api/paths';
import { session } from '../session/session';

/** The namespace that holds a topic. */
const namespaceOf = (fabric: string, topic: string) => `${topic.startsWith('c8globals.') ? 'c8global' : 'c8local'}.${fabric}`;

const socket = (kind: string, fabric: string, topic: string) => {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/_ws/ws/v2/${kind}/persistent/${part(session.value!.tenant)}/${part(namespaceOf(fabric, topic))}/${part(topic)}`;
};

/** A producer's first message gets the sequence id after the one that is given. */
export const producerAddress = (fabric: string, topic: string, producerName: string, before: number) =>
  `${socket('producer', fabric, topic)}?${new URLSearchParams({ producerName, initialSequenceId: String(before) })}`;

/** A reader begins after the id; the statistics call it by its name. */
export const readerAddress = (fabric: string, topic: string, messageId: string, readerName: string) =>
  `${socket('reader', fabric, topic)}?${new URLSearchParams({ messageId, readerName })}`;

export const consumerAddress = (fabric: string, topic: string, subscription: string, options: Record<string, string>) =>
  `${socket('consumer', fabric, topic)}/${part(subscription)}?${new URLSearchParams(options)}`;

/** The fabric and topic of a full topic name, as dead letters have it; nothing where it is none of this tenant. */
export function placeOfTopic(name: string): { fabric: string; topic: string } | undefined {
  const found = /^persistent:\/\/([^/]+)\/(?:c8global|c8local)\.([^/]+)\/(.+)$/.exec(name);
  return found && found[1] === session.value?.tenant ? { fabric: found[2]!, topic: found[3]! } : undefined;
}
