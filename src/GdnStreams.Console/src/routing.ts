import { signal } from '@preact/signals';
import { part } from './api/paths';

/** Where the page is: the parts behind the # of its address, and the parameters behind their ?. The server never sees them. */
export interface Route {
  parts: string[];
  query: URLSearchParams;
}

export const route = signal<Route>(read());

window.addEventListener('hashchange', () => {
  route.value = read();
});

/** The address of a place in the console. */
export function to(parts: readonly string[], query?: Record<string, string>): string {
  const search = query ? `?${new URLSearchParams(query)}` : '';
  return `#/${parts.map(part).join('/')}${search}`;
}

/** Goes to a place in the console. */
export function go(parts: readonly string[], query?: Record<string, string>): void {
  location.hash = to(parts, query);
}

function read(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return { parts: path.split('/').filter((each) => each !== '').map(decoded), query: new URLSearchParams(query) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Typed by hand, with a lone percent sign.
    return text;
  }
}
