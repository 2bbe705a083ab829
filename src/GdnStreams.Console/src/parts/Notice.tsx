import type { ComponentChildren } from 'preact';

/** Something that went wrong, or that one should know. Screen readers tell it at once. */
export function Notice({ kind = 'problem', children }: { kind?: 'problem' | 'note' | 'done'; children: ComponentChildren }) {
  return (
    <p class={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
