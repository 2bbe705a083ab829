import { useState } from 'preact/hooks';
import { createKey, deleteKey, listKeys } from '../api/administration';
import { copy } from '../parts/clipboard';
import { Dialog } from '../parts/Dialog';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { session } from '../session/session';
import { Permissions } from './Permissions';
import { useList } from './useList';

/** API keys: one's own, and the tenant's for an administrator. */
export function Keys() {
  const { items, problem, refresh } = useList(listKeys);
  const [asked, setAsked] = useState<{ what: 'create' | 'delete' | 'permissions'; name: string }>();
  const [name, setName] = useState('');
  const [made, setMade] = useState('');
  const close = () => {
    setAsked(undefined);
    refresh();
  };
  return (
    <section class="card" aria-label="API keys">
      <div class="row">
        <h2>API keys</h2>
        <span class="spring" />
        <button type="button" class="primary" onClick={() => { setName(''); setAsked({ what: 'create', name: '' }); }}>New key</button>
      </div>
      {problem && <Notice>{problem}</Notice>}
      <table>
        <thead><tr><th scope="col">Key</th><th scope="col">Owner</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
        <tbody>
          {items?.map((each) => (
            <tr key={each.keyid}>
              <td class="cut mono">{each.keyid}</td>
              <td class="cut">{each.user}</td>
              <td class="nowrap">
                <button type="button" class="small" onClick={() => setAsked({ what: 'permissions', name: each.keyid })}>Permissions…</button>
                <button type="button" class="small" onClick={() => setAsked({ what: 'delete', name: each.keyid })}>Delete…</button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked?.what === 'create' && (
        <Question title="New API key" action="Create" close={close} run={async () => setMade((await createKey(name.trim())).key)}>
          <p>It may do what you may. Its secret is shown once, now.</p>
          <Field label="Name"><input required value={name} onInput={(event) => setName(event.currentTarget.value)} spellcheck={false} /></Field>
        </Question>
      )}
      {made && (
        <Dialog title="The key, this once" close={() => setMade('')}>
          <p>Keep it where secrets are kept: nobody can show it again.</p>
          <p class="mono secret">{made}</p>
          <div class="actions">
            <button type="button" onClick={() => copy(made)}>Copy</button>
            <button type="button" class="primary" onClick={() => setMade('')}>I have it</button>
          </div>
        </Dialog>
      )}
      {asked?.what === 'delete' && (
        <Question title="Delete the API key" action="Delete" isDangerous close={close} run={() => deleteKey(asked.name)}>
          <p>Whoever uses <strong>{asked.name}</strong> is refused from now on, and its open connections end.</p>
          {asked.name === session.value?.key && <p>You are signed in with this key: you will be signed out.</p>}
        </Question>
      )}
      {asked?.what === 'permissions' && <Permissions holder={{ kind: 'key', name: asked.name }} close={close} />}
    </section>
  );
}
