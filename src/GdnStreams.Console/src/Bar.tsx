import { useEffect, useState } from 'preact/hooks';
import { listFabricNames } from './api/administration';
import { go, to } from './routing';
import { endSession, session } from './session/session';

/** The bar on top: where one is, which fabric, who one is. */
export function Bar({ place, fabric }: { place: string; fabric: string }) {
  const { name, tenant } = session.value!;
  const [fabrics, setFabrics] = useState([fabric]);
  useEffect(() => {
    // Without the list one stays in the fabric of the address; the page itself says why nothing answers.
    listFabricNames().then(setFabrics, () => setFabrics([fabric]));
  }, [place]);
  const all = fabrics.includes(fabric) ? fabrics : [fabric, ...fabrics];
  const link = (target: string, text: string) => (
    <a href={to([target, fabric])} aria-current={place === target ? 'page' : undefined}>{text}</a>
  );
  return (
    <header class="bar">
      <a class="brand" href={to(['streams', fabric])}>GDN streams</a>
      <nav aria-label="Console">
        {link('streams', 'Streams')}
        {link('dead-letters', 'Dead letters')}
        {link('administration', 'Administration')}
        {link('server', 'Server')}
      </nav>
      <span class="spring" />
      <label class="fabric">
        <span>Fabric</span>
        <select value={fabric} onChange={(event) => go([place, event.currentTarget.value])}>
          {all.map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </label>
      <span class="who" title={`Tenant ${tenant}`}>{name}</span>
      <button type="button" onClick={() => endSession('You are signed out.')}>Sign out</button>
    </header>
  );
}
