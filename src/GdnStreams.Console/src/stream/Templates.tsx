import { useState } from 'preact/hooks';
import { Field } from '../parts/Field';
import { Question } from '../parts/Question';
import { nothing, type Draft } from './draft';

const Place = 'gdn-console-templates';

function read(): Record<string, Draft> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(Place) ?? '{}');
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, each]) => typeof each === 'object' && each !== null).map(([name, each]) => [name, { ...nothing, ...each }]));
  } catch {
    // Somebody else's data under this name: as good as none.
    return {};
  }
}

/** Messages that one keeps to send again. They are in this browser, in the open, and nowhere else. */
export function Templates({ draft, use }: { draft: Draft; use: (draft: Draft) => void }) {
  const [all, setAll] = useState(read);
  const [isSaving, setSaving] = useState(false);
  const [name, setName] = useState('');
  const keep = (next: Record<string, Draft>) => {
    localStorage.setItem(Place, JSON.stringify(next));
    setAll(next);
  };
  const names = Object.keys(all);
  return (
    <>
      <select aria-label="Templates" value="" onChange={(event) => { const chosen = all[event.currentTarget.value]; event.currentTarget.value = ''; if (chosen) { use(chosen); } }}>
        <option value="">Templates</option>
        {names.map((each) => <option key={each} value={each}>{each}</option>)}
      </select>
      <button type="button" onClick={() => setSaving(true)}>Keep</button>
      {isSaving && (
        <Question title="Keep as a template" action="Keep" close={() => setSaving(false)} run={async () => keep({ ...all, [name]: { ...draft, kind: draft.kind === 'file' ? 'text' : draft.kind } })}>
          <Field label="Name" hint="It is kept in this browser, in the open. One of the same name is replaced."><input required value={name} onInput={(event) => setName(event.currentTarget.value)} /></Field>
          {names.length > 0 && <ul class="plain-list">{names.map((each) => (
            <li key={each} class="row">{each}<span class="spring" /><button type="button" class="small" onClick={() => { const { [each]: _, ...rest } = all; keep(rest); }}>Remove</button></li>
          ))}</ul>}
        </Question>
      )}
    </>
  );
}
