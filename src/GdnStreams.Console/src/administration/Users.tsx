import { useState } from 'preact/hooks';
import { changeUser, createUser, deleteUser, listUsers } from '../api/administration';
import type { User } from '../api/types';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { session } from '../session/session';
import { Permissions } from './Permissions';
import { useList } from './useList';

type Asked = { what: 'create' } | { what: 'password' | 'active' | 'administrator' | 'delete' | 'permissions'; user: User };

/** The users of the tenant. */
export function Users() {
  const { items, problem, refresh } = useList(listUsers);
  const [asked, setAsked] = useState<Asked>();
  const { isAdministrator } = session.value!;
  const close = () => {
    setAsked(undefined);
    refresh();
  };
  const ask = (what: Exclude<Asked['what'], 'create'>, user: User, text: string) => <button type="button" class="small" onClick={() => setAsked({ what, user })}>{text}…</button>;
  return (
    <section class="card" aria-label="Users">
      <div class="row">
        <h2>Users</h2>
        <span class="spring" />
        {isAdministrator && <button type="button" class="primary" onClick={() => setAsked({ what: 'create' })}>New user</button>}
      </div>
      {problem && <Notice>{problem}</Notice>}
      <table>
        <thead><tr><th scope="col">E-mail</th><th scope="col" class="wide">Name</th><th scope="col">State</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
        <tbody>
          {items?.map((each) => (
            <tr key={each.user}>
              <td class="cut">{each.email}</td>
              <td class="wide cut mono">{each.user}</td>
              <td>{each.active ? (each.administrator ? 'administrator' : 'active') : 'deactivated'}</td>
              <td>
                {ask('permissions', each, 'Permissions')}
                {isAdministrator && (
                  <>
                    {ask('password', each, 'Password')}
                    {ask('administrator', each, each.administrator ? 'No administrator' : 'Administrator')}
                    {ask('active', each, each.active ? 'Deactivate' : 'Activate')}
                    {ask('delete', each, 'Delete')}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && <UserQuestion asked={asked} close={close} />}
    </section>
  );
}

function UserQuestion({ asked, close }: { asked: Asked; close: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const field = <Field label="Password"><input type="password" required autoComplete="new-password" value={password} onInput={(event) => setPassword(event.currentTarget.value)} /></Field>;
  if (asked.what === 'create') {
    return (
      <Question title="New user" action="Create" close={close} run={() => createUser(email.trim(), password, false)}>
        <p>The user may read and write everywhere and administrates nothing, until you say else.</p>
        <Field label="E-mail"><input required value={email} onInput={(event) => setEmail(event.currentTarget.value)} spellcheck={false} autoComplete="off" /></Field>
        {field}
      </Question>
    );
  }

  const { user } = asked;
  const name = <strong>{user.email}</strong>;
  switch (asked.what) {
    case 'permissions':
      return <Permissions holder={{ kind: 'user', name: user.user }} close={close} />;
    case 'password':
      return (
        <Question title="New password" action="Set" close={close} run={() => changeUser(user.user, { passwd: password })}>
          <p>Whoever is signed in as {name} is signed out, and their connections end.</p>
          {field}
        </Question>
      );
    case 'administrator':
      return (
        <Question title="Administration" action={user.administrator ? 'Take it back' : 'Give it'} close={close} run={() => changeUser(user.user, { administrator: !user.administrator })}>
          <p>{user.administrator ? <>{name} administrates nothing any more.</> : <>{name} manages users, keys, permissions, fabrics and pushes of the whole tenant.</>}</p>
        </Question>
      );
    case 'active':
      return (
        <Question title={user.active ? 'Deactivate the user' : 'Activate the user'} action={user.active ? 'Deactivate' : 'Activate'} isDangerous={user.active} close={close} run={() => changeUser(user.user, { active: !user.active })}>
          <p>{user.active ? <>{name} and their keys are refused from now on, and their connections end.</> : <>{name} and their keys may sign in again.</>}</p>
        </Question>
      );
    case 'delete':
      return (
        <Question title="Delete the user" action="Delete" isDangerous close={close} run={() => deleteUser(user.user)}>
          <p>{name} is removed with all their keys; whoever uses them is refused from now on.</p>
        </Question>
      );
  }
}
