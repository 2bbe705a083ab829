import { inFabric, part } from './paths';
import { request, result } from './request';
import type { ApiKey, Fabric, Push, PushSettings, Right, User } from './types';

/** Whose rights are meant: a user's or a key's. */
export type Holder = { kind: 'user' | 'key'; name: string };

const of = (holder: Holder) => `/_api/${holder.kind}/${part(holder.name)}`;

export const listFabricNames = (aborted?: AbortSignal) => result<string[]>('GET', `${inFabric('_system')}/database`, { aborted });
export const listFabrics = () => result<Fabric[]>('GET', `${inFabric('_system')}/database/user`);
export const createFabric = (name: string) => result<boolean>('POST', `${inFabric('_system')}/database`, { json: { name } });
export const deleteFabric = (name: string) => result<boolean>('DELETE', `${inFabric('_system')}/database/${part(name)}`);

export const listUsers = () => result<User[]>('GET', '/_api/user');
export const createUser = (email: string, passwd: string, administrator: boolean) => request<User>('POST', '/_api/user', { json: { email, passwd, administrator } });
export const changeUser = (name: string, change: { passwd?: string; active?: boolean; administrator?: boolean }) =>
  request<User>('PATCH', `/_api/user/${part(name)}`, { json: change });
export const deleteUser = (name: string) => result<void>('DELETE', `/_api/user/${part(name)}`);

export const listKeys = () => result<ApiKey[]>('GET', '/_api/key');
/** Makes a key of one's own; the answer shows it this once. */
export const createKey = (keyid: string) => request<{ key: string }>('POST', '/_api/key', { json: { keyid } });
export const deleteKey = (name: string) => result<void>('DELETE', `/_api/key/${part(name)}`);

export const listGrants = (holder: Holder) => result<Record<string, Right>>('GET', `${of(holder)}/database`);
export const getGrant = (holder: Holder, fabric: string) => result<Right>('GET', `${of(holder)}/database/${part(fabric)}`);
export const setGrant = (holder: Holder, fabric: string, grant: Right) => result<unknown>('PUT', `${of(holder)}/database/${part(fabric)}`, { json: { grant } });
export const clearGrant = (holder: Holder, fabric: string) => result<void>('DELETE', `${of(holder)}/database/${part(fabric)}`);
export const listStreamGrants = (holder: Holder, fabric: string) => result<Record<string, Right>>('GET', `${of(holder)}/database/${part(fabric)}/stream`);
export const getStreamGrant = (holder: Holder, fabric: string, topic: string) => result<Right>('GET', `${of(holder)}/database/${part(fabric)}/stream/${part(topic)}`);
export const setStreamGrant = (holder: Holder, fabric: string, topic: string, grant: Right) =>
  result<unknown>('PUT', `${of(holder)}/database/${part(fabric)}/stream/${part(topic)}`, { json: { grant } });
export const clearStreamGrant = (holder: Holder, fabric: string, topic: string) =>
  result<void>('DELETE', `${of(holder)}/database/${part(fabric)}/stream/${part(topic)}`);

const pushes = (fabric: string) => `${inFabric(fabric)}/gdnstreams/pushes`;
const ofPush = (fabric: string, topic: string, subscription: string) => `${pushes(fabric)}/${part(topic)}/${part(subscription)}`;

export const listPushes = (fabric: string) => result<Push[]>('GET', pushes(fabric));
export const createPush = (fabric: string, topic: string, subscription: string, settings: PushSettings) =>
  result<Push>('POST', ofPush(fabric, topic, subscription), { json: settings });
export const changePush = (fabric: string, topic: string, subscription: string, settings: PushSettings) =>
  result<Push>('PATCH', ofPush(fabric, topic, subscription), { json: settings });
export const deletePush = (fabric: string, topic: string, subscription: string) => result<void>('DELETE', ofPush(fabric, topic, subscription));
export const testPush = (fabric: string, topic: string, subscription: string) =>
  result<{ status: number; timeInMilliseconds: number; error?: string }>('POST', `${ofPush(fabric, topic, subscription)}/test`);
