import { named } from '../parts/units';
import { ApiError } from './ApiError';
import { inFabric, ofStream, part } from './paths';
import { result } from './request';
import type { BacklogStats, Retention, StreamItem, StreamStats } from './types';

export interface Wanted {
  contains?: string;
  after?: string;
  limit?: number;
  global?: boolean;
}

/** The streams of a fabric that one may see, in the order of their topics. A server that does not know limits gives all. */
export function listStreams(fabric: string, wanted: Wanted, aborted?: AbortSignal): Promise<StreamItem[]> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }

  return result('GET', `${inFabric(fabric)}/streams?${query}`, { aborted });
}

/** Fails where a stream takes no more messages. */
export async function ensureNotTerminated(fabric: string, topic: string): Promise<void> {
  const found = await listStreams(fabric, { contains: named(topic).name, after: topic.slice(0, -1), limit: 100 });
  if (found.some((each) => each.topic === topic && each.terminated)) {
    throw new ApiError(409, 0, 'The stream was terminated and takes no more messages.');
  }
}

/** Creates a stream; its topic is the answer. */
export async function createStream(fabric: string, name: string, isGlobal: boolean): Promise<string> {
  return (await result<{ 'stream-id': string }>('POST', `${inFabric(fabric)}/streams/${part(name)}?global=${isGlobal}`))['stream-id'];
}

export const deleteStream = (fabric: string, topic: string) => result<void>('DELETE', `${ofStream(fabric, topic)}?force=true`);

export const getStats = (fabric: string, topic: string, aborted?: AbortSignal) =>
  result<StreamStats>('GET', `${ofStream(fabric, topic)}/stats?subscriptionBacklogSize=true`, { aborted });

export const getBacklog = (fabric: string, topic: string, aborted?: AbortSignal) => result<BacklogStats>('GET', `${ofStream(fabric, topic)}/backlog`, { aborted });

/** Publishes one message over HTTP; its id is the answer. */
export const publishBytes = (fabric: string, topic: string, bytes: Blob) => result<string>('POST', `${ofStream(fabric, topic)}/publish`, { bytes });

export const terminateStream = (fabric: string, topic: string) => result<string>('POST', `${ofStream(fabric, topic)}/terminate`);

export const compactStream = (fabric: string, topic: string) => result<number>('PUT', `${ofStream(fabric, topic)}/compaction`);

export const getLastMessageId = (fabric: string, topic: string) => result<string>('GET', `${ofStream(fabric, topic)}/lastMessageId`);

/** The first message that was published at a time or later. */
export const getMessageIdAt = (fabric: string, topic: string, milliseconds: number) => result<string>('GET', `${ofStream(fabric, topic)}/messageid/${milliseconds}`);

/** How long messages are kept: of a stream, or of the fabric where none is named. */
export const getRetention = (fabric: string, topic?: string) => result<Retention>('GET', retention(fabric, topic));

export const setRetention = (fabric: string, topic: string | undefined, body: Retention) => result<void>('PUT', retention(fabric, topic), { json: body });

const retention = (fabric: string, topic?: string) => `${topic === undefined ? `${inFabric(fabric)}/streams` : ofStream(fabric, topic)}/retention`;
