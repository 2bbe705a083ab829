import { useEffect, useState } from 'preact/hooks';
import { words } from '../api/ApiError';

/** A list from the server, and the way to fetch it again after something was changed. */
export function useList<T>(fetch: () => Promise<T[]>, inputs: readonly unknown[] = []): { items: T[] | undefined; problem: string; refresh: () => void } {
  const [items, setItems] = useState<T[]>();
  const [problem, setProblem] = useState('');
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isWanted = true;
    fetch().then(
      (found) => {
        if (isWanted) {
          setItems(found);
          setProblem('');
        }
      },
      (error: unknown) => {
        if (isWanted) {
          setProblem(words(error));
        }
      },
    );
    return () => {
      isWanted = false;
    };
  }, [turn, ...inputs]);
  return { items, problem, refresh: () => setTurn((before) => before + 1) };
}
