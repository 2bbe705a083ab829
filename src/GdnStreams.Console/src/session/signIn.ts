import { part } from '../api/paths';
import { request, result } from '../api/request';
import type { User } from '../api/types';
import { farewell, session, type Session } from './session';

/** Signs in with e-mail address and password. */
export async function signInWithPassword(email: string, password: string): Promise<void> {
  const reply = await request<{ jwt: string; tenant: string; username: string }>('POST', '/_open/auth', { json: { email, password }, authorization: '' });
  await begin({ authorization: `bearer ${reply.jwt}`, tenant: reply.tenant, user: reply.username, name: email, isAdministrator: false });
}

/** Signs in with an API key. */
export async function signInWithKey(apikey: string): Promise<void> {
  const authorization = `apikey ${apikey}`;
  const { tenant, keyid } = await result<{ tenant: string; keyid: string }>('POST', '/_fabric/_system/_api/key/validate', { json: { apikey }, authorization: '' });

  // The owner stands there as tenant.user.
  const owner = (await request<User>('GET', `/_api/key/${part(keyid)}`, { authorization })).apikey?.parent ?? '';
  await begin({ authorization, tenant, user: owner.slice(tenant.length + 1), key: keyid, name: `key ${keyid}`, isAdministrator: false });
}

async function begin(next: Session): Promise<void> {
  const user = await request<User>('GET', `/_api/user/${part(next.user)}`, { authorization: next.authorization });
  farewell.value = '';
  session.value = { ...next, isAdministrator: user.administrator === true };
}
