import { signal } from '@preact/signals';
import { endSession, session } from '../session/session';
import { ApiError } from './ApiError';
import { ensureAskable } from './paths';

/** Whether the last request reached the server. */
export const isReachable = signal(true);

export interface Sending {
  json?: unknown;
  bytes?: Blob;
  aborted?: AbortSignal;
  /** Instead of the session's, for signing in. */
  authorization?: string;
}

/** Makes one request with the credential of the session and returns the body of the answer. */
export async function request<T>(method: string, path: string, sending: Sending = {}): Promise<T> {
  const response = await send(method, path, sending);
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) {
    return body as T;
  }

  const error = body as { errorMessage?: string; errorNum?: number } | undefined;
  const words = error?.errorMessage ?? `The server answered ${response.status}.`;
  if (response.status === 401 && sending.authorization === undefined) {
    endSession(`The server does not accept this sign-in any more (${words}). Sign in again.`);
  }

  throw new ApiError(response.status, error?.errorNum ?? 0, words);
}

/** The result in the envelope that most answers have. */
export async function result<T>(method: string, path: string, sending: Sending = {}): Promise<T> {
  return (await request<{ result: T }>(method, path, sending)).result;
}

/** An answer that is plain text, such as the health of the server. */
export async function text(path: string, aborted?: AbortSignal): Promise<{ isOk: boolean; text: string }> {
  const response = await send('GET', path, { aborted });
  return { isOk: response.ok, text: await response.text() };
}

async function send(method: string, path: string, sending: Sending): Promise<Response> {
  ensureAskable(path);
  const headers = new Headers({ accept: 'application/json' });
  const authorization = sending.authorization ?? session.value?.authorization;
  if (authorization) {
    headers.set('authorization', authorization);
  }

  let body: BodyInit | undefined = sending.bytes;
  if (sending.json !== undefined) {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(sending.json);
  }

  try {
    const response = await fetch(path, { method, headers, body, signal: sending.aborted, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    isReachable.value = true;
    return response;
  } catch (error) {
    if (!sending.aborted?.aborted) {
      isReachable.value = false;
    }

    throw new ApiError(0, 0, 'The server cannot be reached. Check that it runs; the console tries again by itself.', { cause: error });
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, as the answer of something between the page and the server.
    return undefined;
  }
}
