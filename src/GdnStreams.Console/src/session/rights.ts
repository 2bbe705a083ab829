import { useEffect, useState } from 'preact/hooks';
import { getGrant, getStreamGrant, type Holder } from '../api/administration';
import type { Right } from '../api/types';
import { session } from './session';

/** What the session may do with a stream. */
export interface StreamRights {
  mayRead: boolean;
  mayWrite: boolean;
  /** To create, clear, skip, reset and delete, for others too. */
  mayManage: boolean;
}

/** The user's right, limited by the key's. The server decides all the same; this only spares buttons that it would refuse. */
export async function getRights(fabric: string, topic: string): Promise<StreamRights> {
  const rights = await ofHolders((holder) => getStreamGrant(holder, fabric, topic));
  const mayRead = rights.every((right) => right === 'ro' || right === 'rw');
  const mayWrite = rights.every((right) => right === 'wo' || right === 'rw');
  return { mayRead, mayWrite, mayManage: mayRead && mayWrite };
}

/** Whether the session may make streams in a fabric and change what holds for all of them. */
export function useMayChange(fabric: string): boolean {
  const [mayChange, setMayChange] = useState(false);
  useEffect(() => {
    ofHolders((holder) => getGrant(holder, fabric)).then(
      (rights) => setMayChange(rights.every((right) => right === 'rw')),
      () => setMayChange(false), // No such fabric, as the page says by itself.
    );
  }, [fabric]);
  return mayChange;
}

/** The rights of the user, and of the key where one is used. */
function ofHolders(right: (holder: Holder) => Promise<Right>): Promise<Right[]> {
  const { user, key } = session.value!;
  const holders: Holder[] = [{ kind: 'user', name: user }];
  return Promise.all((key === undefined ? holders : [...holders, { kind: 'key' as const, name: key }]).map(right));
}
