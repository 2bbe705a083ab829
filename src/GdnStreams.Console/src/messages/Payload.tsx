import { useMemo, useState } from 'preact/hooks';
import { counted, size } from '../parts/units';
import { parseTree } from './json';
import { JsonTree } from './JsonTree';
import type { Message } from './Message';

/** Characters, and bytes of hex, that are drawn; copying and exporting takes all. */
const MostCharacters = 20_000;
const MostBytes = 4_096;

/** The payload of a message: JSON as a tree, text as it is, anything else as hex. */
export function Payload({ message }: { message: Message }) {
  const tree = useMemo(() => parseTree(message.text), [message]);
  const [chosen, setChosen] = useState<'tree' | 'text' | 'hex' | undefined>();
  const kinds = [...(tree === undefined ? [] : ['tree' as const]), ...(message.text === undefined ? [] : ['text' as const]), 'hex' as const];
  const shown = chosen && kinds.includes(chosen) ? chosen : kinds[0];
  return (
    <div class="payload">
      <div class="choice" role="group" aria-label="How the payload is shown">
        {kinds.map((kind) => (
          <button key={kind} type="button" class="small" aria-pressed={kind === shown} onClick={() => setChosen(kind)}>{kind}</button>
        ))}
      </div>
      {shown === 'tree' && <div class="json" tabIndex={0} role="region" aria-label="Payload as a tree"><JsonTree value={tree} /></div>}
      {shown === 'text' && <pre tabIndex={0}>{message.text!.slice(0, MostCharacters)}</pre>}
      {shown === 'hex' && <pre tabIndex={0}>{hex(message.bytes.subarray(0, MostBytes))}</pre>}
      {shown === 'text' && message.text!.length > MostCharacters && <p class="quiet">The first {counted(MostCharacters, 'character')}; copying takes all.</p>}
      {shown === 'hex' && message.bytes.length > MostBytes && <p class="quiet">The first {size(MostBytes)} of {size(message.bytes.length)}; saving takes all.</p>}
    </div>
  );
}

function hex(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const digits = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${digits.padEnd(47)}  ${characters}`);
  }

  return lines.join('\n');
}
