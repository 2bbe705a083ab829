import { Notice } from '../parts/Notice';
import { route, to } from '../routing';
import { useMayChange } from '../session/rights';
import { session } from '../session/session';
import { RetentionForm } from '../stream/RetentionForm';
import { Fabrics } from './Fabrics';
import { Keys } from './Keys';
import { Pushes } from './Pushes';
import { Users } from './Users';

const sections = [['keys', 'API keys'], ['users', 'Users'], ['fabrics', 'Fabrics'], ['retention', 'Retention'], ['pushes', 'Pushes']] as const;

/** Users, keys, permissions, fabrics, policies and pushes. */
export function Administration({ fabric }: { fabric: string }) {
  const section = route.value.parts[2] ?? 'keys';
  const { isAdministrator } = session.value!;
  const mayChange = useMayChange(fabric);
  return (
    <>
      <h1>Administration</h1>
      {!isAdministrator && <Notice kind="note">You are no administrator: you see yourself and your own keys. An administrator of the tenant can make you one.</Notice>}
      <nav class="tabs" aria-label="Administration">
        {sections.map(([key, text]) => <a key={key} href={to(['administration', fabric, key])} aria-current={key === section ? 'page' : undefined}>{text}</a>)}
      </nav>
      {section === 'keys' && <Keys />}
      {section === 'users' && <Users />}
      {section === 'fabrics' && <Fabrics />}
      {section === 'retention' && (
        <section class="card" aria-label="Retention">
          <h2>Retention of {fabric}</h2>
          <p class="quiet">For the streams that say nothing else.</p>
          <RetentionForm key={fabric} fabric={fabric} mayChange={mayChange} />
        </section>
      )}
      {section === 'pushes' && (isAdministrator ? <Pushes key={fabric} fabric={fabric} /> : <Notice kind="note">Pushes are for administrators.</Notice>)}
    </>
  );
}
