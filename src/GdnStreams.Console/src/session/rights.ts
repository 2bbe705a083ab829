import { getStreamGrant } from '../api/administration';
import type { Right } from '../api/types';
import { session } from './session';

/** What the session may do with a stream. */
export interface StreamRights {
  mayRead: boolean;
  mayWrite: boolean;
  /** To create, clear, skip, reset and delete, for others too. */
  mayManage: boolean;
}

export const allRights: StreamRights = { mayRead: true, mayWrite: true, mayManage: true };

/** The user's right, limited by the key's. The server decides all the same; this only spares buttons that it would refuse. */
export async function getRights(fabric: string, topic: string): Promise<StreamRights> {
  const { user, key } = session.value!;
  const rights: Right[] = [await getStreamGrant({ kind: 'user', name: user }, fabric, topic)];
  if (key !== undefined) {
    rights.push(await getStreamGrant({ kind: 'key', name: key }, fabric, topic));
  }

  const mayRead = rights.every((right) => right === 'ro' || right === 'rw');
  const mayWrite = rights.every((right) => right === 'wo' || right === 'rw');
  return { mayRead, mayWrite, mayManage: mayRead && mayWrite };
}
