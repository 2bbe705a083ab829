import { useEffect, useState } from 'preact/hooks';
import { words } from '../api/ApiError';

/** Runs a task now and again and again while somebody looks at the page; what is returned is why it failed the last time. */
export function usePolling(task: (aborted: AbortSignal) => Promise<void>, milliseconds: number, inputs: readonly unknown[]): string {
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const aborter = new AbortController();
    let timer = 0;
    const run = async () => {
      if (!document.hidden) {
        try {
          await task(aborter.signal);
          setProblem('');
        } catch (error) {
          if (!aborter.signal.aborted) {
            setProblem(words(error));
          }
        }
      }

      if (!aborter.signal.aborted) {
        timer = window.setTimeout(run, milliseconds);
      }
    };
    void run();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, inputs);
  return problem;
}
