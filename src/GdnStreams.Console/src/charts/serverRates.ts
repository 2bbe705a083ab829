import { effect, signal } from '@preact/signals';
import { text } from '../api/request';
import { session } from '../session/session';

/** Messages a second over time; gaps are where the server did not answer. */
export interface RateHistory {
  /** Seconds since 1970. */
  times: number[];
  in: (number | null)[];
  out: (number | null)[];
}

/** How often the server is asked, in milliseconds. */
const Interval = 2_000;
/** An hour. */
const Most = 1_800;

/** The rates of the server since the page was opened, at most an hour. */
export const serverRates = signal<RateHistory>({ times: [], in: [], out: [] });

/** The figures of /metrics, by name with labels. */
export const serverFigures = signal<ReadonlyMap<string, number>>(new Map());

let before: { time: number; in: number; out: number } | undefined;

async function ask(): Promise<void> {
  if (!session.value) {
    return;
  }

  const now = Date.now();
  try {
    const figures = parsed((await text('/metrics')).text);
    serverFigures.value = figures;
    const current = { time: now, in: figures.get('gdn_messages_in_total') ?? Number.NaN, out: figures.get('gdn_messages_out_total') ?? Number.NaN };
    const seconds = before && current.in >= before.in && current.out >= before.out ? (now - before.time) / 1000 : 0;
    if (before && seconds > 0) {
      add(now, (current.in - before.in) / seconds, (current.out - before.out) / seconds);
    }

    before = current;
  } catch {
    // That the server cannot be reached is said by the page already; here it is a gap.
    before = undefined;
    add(now, null, null);
  }
}

function add(now: number, incoming: number | null, out: number | null): void {
  const last = serverRates.value;
  serverRates.value = {
    times: [...last.times.slice(1 - Most), now / 1000],
    in: [...last.in.slice(1 - Most), incoming],
    out: [...last.out.slice(1 - Most), out],
  };
}

function parsed(body: string): Map<string, number> {
  const figures = new Map<string, number>();
  for (const line of body.split('\n')) {
    const space = line.lastIndexOf(' ');
    if (space > 0 && !line.startsWith('#')) {
      figures.set(line.slice(0, space), Number(line.slice(space + 1)));
    }
  }

  return figures;
}

setInterval(() => void ask(), Interval);
effect(() => {
  if (session.value) {
    void ask();
  }
});
