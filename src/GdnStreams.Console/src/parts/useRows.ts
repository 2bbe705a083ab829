import { useEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** Rows drawn above and below those that one sees. */
const Margin = 8;

/** Which rows of a long list are to be drawn: those that one sees. All rows have the same height. */
export function useRows(scrolled: RefObject<HTMLElement | null>, count: number, height: number): { first: number; last: number } {
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scrolled.current;
    if (!element) {
      return undefined;
    }

    const measure = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scrolled.current]);
  const first = Math.max(0, Math.floor(seen.top / height) - Margin);
  return { first: Math.min(first, Math.max(0, count - 1)), last: Math.min(count, Math.ceil((seen.top + seen.height) / height) + Margin) };
}
