import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../api/ApiError';
import { Dialog } from './Dialog';
import { Notice } from './Notice';

interface Properties {
  title: string;
  /** The word on the button that does it. */
  action: string;
  isDangerous?: boolean;
  /** What to fill in and what is lost. */
  children: ComponentChildren;
  run: () => Promise<unknown>;
  close: () => void;
}

/** Asks before something is done, does it, and stays open with the server's words where it fails. */
export function Question({ title, action, isDangerous, children, run, close }: Properties) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      await run();
      close();
    } catch (error) {
      setProblem(words(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        {children}
        {problem && <Notice>{problem}</Notice>}
        <div class="actions">
          <button type="button" onClick={close}>Cancel</button>
          <button type="submit" class={isDangerous ? 'danger' : 'primary'} disabled={isBusy}>{action}</button>
        </div>
      </form>
    </Dialog>
  );
}
