import { useState } from 'preact/hooks';
import { createFabric, deleteFabric, listFabrics } from '../api/administration';
import { Field } from '../parts/Field';
import { Notice } from '../parts/Notice';
import { Question } from '../parts/Question';
import { to } from '../routing';
import { session } from '../session/session';
import { useList } from './useList';

/** The fabrics of the tenant. */
export function Fabrics() {
  const { items, problem, refresh } = useList(listFabrics);
  const [asked, setAsked] = useState<{ name?: string }>();
  const [name, setName] = useState('');
  const [typed, setTyped] = useState('');
  const { isAdministrator } = session.value!;
  const ask = (next: { name?: string }) => {
    setName('');
    setTyped('');
    setAsked(next);
  };
  const close = () => {
    setAsked(undefined);
    refresh();
  };
  return (
    <section class="card" aria-label="Fabrics">
      <div class="row">
        <h2>Fabrics</h2>
        <span class="spring" />
        {isAdministrator && <button type="button" class="primary" onClick={() => ask({})}>New fabric</button>}
      </div>
      {problem && <Notice>{problem}</Notice>}
      <table>
        <thead><tr><th scope="col">Fabric</th><th scope="col">State</th><th scope="col" class="wide">Regions</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
        <tbody>
          {items?.map((each) => (
            <tr key={each.name}>
              <td class="cut"><a href={to(['streams', each.name])}>{each.name}</a></td>
              <td>{each.options.status}</td>
              <td class="wide">{each.options.dcList}</td>
              <td>{isAdministrator && !each.isSystem && <button type="button" class="small" onClick={() => ask({ name: each.name })}>Delete…</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && asked.name === undefined && (
        <Question title="New fabric" action="Create" close={close} run={() => createFabric(name.trim())}>
          <Field label="Name"><input required value={name} onInput={(event) => setName(event.currentTarget.value)} spellcheck={false} /></Field>
        </Question>
      )}
      {asked?.name !== undefined && (
        <Question title="Delete the fabric" action="Delete" isDangerous close={close} run={() => (typed === asked.name ? deleteFabric(asked.name) : Promise.reject(new Error('That is another name.')))}>
          <p>The fabric <strong>{asked.name}</strong> is removed with all its streams, their messages and subscriptions, whoever is connected. There is no way back.</p>
          <Field label="Type its name"><input required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} spellcheck={false} /></Field>
        </Question>
      )}
    </section>
  );
}
