import { useState } from 'preact/hooks';
import { WrittenNumber } from './json';

/** Entries that are drawn at once; a button draws more. */
const Step = 100;

/** JSON as a tree. Its names and texts are somebody else's, and are drawn as text. */
export function JsonTree({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const [drawn, setDrawn] = useState(Step);
  const [isOpen, setOpen] = useState(depth < 2);
  const label = name === undefined ? null : <span class="json-name">{name}: </span>;
  if (typeof value !== 'object' || value === null || value instanceof WrittenNumber) {
    return <div class="json-row">{label}<Scalar value={value} /></div>;
  }

  const entries: [string, unknown][] = Array.isArray(value) ? value.map((each, index) => [String(index), each]) : Object.entries(value);
  const brackets = Array.isArray(value) ? '[ ]' : '{ }';
  if (entries.length === 0) {
    return <div class="json-row">{label}{brackets}</div>;
  }

  return (
    <details class="json-row" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}{brackets} <span class="quiet">{entries.length}</span></summary>
      {isOpen && entries.slice(0, drawn).map(([key, each]) => <JsonTree key={key} name={key} value={each} depth={depth + 1} />)}
      {isOpen && entries.length > drawn && <button type="button" class="small" onClick={() => setDrawn(drawn + Step)}>{entries.length - drawn} more</button>}
    </details>
  );
}

function Scalar({ value }: { value: unknown }) {
  return value instanceof WrittenNumber ? <span class="json-number">{value.source}</span> : <span class={`json-${typeof value}`}>{JSON.stringify(value)}</span>;
}
