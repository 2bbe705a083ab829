import { ofStream, ofSubscription } from './paths';
import { result } from './request';
import type { MessageFrame } from './types';

export const listSubscriptions = (fabric: string, topic: string) => result<string[]>('GET', `${ofStream(fabric, topic)}/subscriptions`);

/** Creates a subscription that begins at a message, or at earliest or latest. */
export const createSubscription = (fabric: string, topic: string, name: string, position: string) =>
  result<void>('PUT', ofSubscription(fabric, topic, name), { json: { messageId: position } });

export const deleteSubscription = (fabric: string, topic: string, name: string) => result<void>('DELETE', ofSubscription(fabric, topic, name));

export const skipMessages = (fabric: string, topic: string, name: string, count: number) => result<void>('POST', `${ofSubscription(fabric, topic, name)}/skip/${count}`);

export const clearBacklog = (fabric: string, topic: string, name: string) => result<void>('POST', `${ofSubscription(fabric, topic, name)}/skip_all`);

/** Moves a cursor to a message, or to earliest or latest. */
export const resetCursor = (fabric: string, topic: string, name: string, position: string) =>
  result<void>('POST', `${ofSubscription(fabric, topic, name)}/resetcursor`, { json: { messageId: position } });

export const resetCursorToTime = (fabric: string, topic: string, name: string, milliseconds: number) =>
  result<void>('POST', `${ofSubscription(fabric, topic, name)}/resetcursor/${milliseconds}`);

/** Looks at messages of a backlog, the oldest is 1; nothing is taken. */
export const peek = (fabric: string, topic: string, name: string, position: number, count: number, aborted?: AbortSignal) =>
  result<MessageFrame[]>('GET', `${ofSubscription(fabric, topic, name)}/position/${position}?count=${count}`, { aborted });
