import { useState } from 'preact/hooks';
import { clearGrant, clearStreamGrant, listGrants, listStreamGrants, setGrant, setStreamGrant, type Holder } from '../api/administration';
import { words } from '../api/ApiError';
import type { Right } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { Notice } from '../parts/Notice';
import { session } from '../session/session';
import { useList } from './useList';

const rights: [Right, string][] = [['rw', 'rw: read and write'], ['ro', 'ro: read'], ['wo', 'wo: write'], ['none', 'none']];

/** What a user or a key may do, fabric by fabric and stream by stream. */
export function Permissions({ holder, close }: { holder: Holder; close: () => void }) {
  const { items: fabrics, problem, refresh } = useList(async () => Object.entries(await listGrants(holder)), [holder.name]);
  const [fabric, setFabric] = useState('_system');
  const streams = useList(async () => Object.entries(await listStreamGrants(holder, fabric)), [holder.name, fabric]);
  const [topic, setTopic] = useState('');
  const [failed, setFailed] = useState('');
  const mayChange = session.value!.isAdministrator;
  const change = async (run: () => Promise<unknown>) => {
    setFailed('');
    try {
      await run();
    } catch (error) {
      setFailed(words(error));
    }

    refresh();
    streams.refresh();
  };
  return (
    <Dialog title={`Permissions of ${holder.name}`} close={close}>
      <p class="quiet">A grant on a stream overrides the grant on its fabric. Without either it is rw.{holder.kind === 'key' && ' A key never may more than its owner.'}</p>
      {(problem || streams.problem || failed) && <Notice>{failed || problem || streams.problem}</Notice>}
      <h3>Fabrics</h3>
      <ul class="plain-list">
        {fabrics?.map(([name, right]) => (
          <li key={name} class="row">
            <span class="cut">{name}</span>
            <span class="spring" />
            <Choice label={`Right on the fabric ${name}`} value={right} disabled={!mayChange} set={(next) => change(() => setGrant(holder, name, next))} />
            {mayChange && <button type="button" class="small" onClick={() => change(() => clearGrant(holder, name))}>Take back</button>}
          </li>
        ))}
      </ul>
      <h3>Streams of <select aria-label="Fabric" value={fabric} onChange={(event) => setFabric(event.currentTarget.value)}>{(fabrics ?? [['_system']]).map(([name]) => <option key={name} value={name}>{name}</option>)}</select></h3>
      <ul class="plain-list">
        {streams.items?.map(([name, right]) => (
          <li key={name} class="row">
            <span class="cut mono">{name}</span>
            <span class="spring" />
            <Choice label={`Right on the stream ${name}`} value={right} disabled={!mayChange} set={(next) => change(() => setStreamGrant(holder, fabric, name, next))} />
            {mayChange && <button type="button" class="small" onClick={() => change(() => clearStreamGrant(holder, fabric, name))}>Take back</button>}
          </li>
        ))}
        {streams.items?.length === 0 && <li class="quiet">No stream has a grant of its own.</li>}
      </ul>
      {mayChange && (
        <form class="row" onSubmit={(event) => { event.preventDefault(); void change(() => setStreamGrant(holder, fabric, topic.trim(), 'ro')); setTopic(''); }}>
          <input aria-label="Topic of a stream" placeholder="c8globals.orders" required value={topic} onInput={(event) => setTopic(event.currentTarget.value)} spellcheck={false} />
          <button type="submit">Add with ro</button>
        </form>
      )}
      <div class="actions"><button type="button" class="primary" onClick={close}>Close</button></div>
    </Dialog>
  );
}

function Choice({ label, value, disabled, set }: { label: string; value: Right; disabled: boolean; set: (right: Right) => void }) {
  return (
    <select aria-label={label} value={value} disabled={disabled} onChange={(event) => set(event.currentTarget.value as Right)}>
      {rights.map(([right, text]) => <option key={right} value={right}>{text}</option>)}
    </select>
  );
}
