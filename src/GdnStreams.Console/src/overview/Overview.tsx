import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { RateChart } from '../charts/RateChart';
import { serverRates } from '../charts/serverRates';
import { Notice } from '../parts/Notice';
import { useRows } from '../parts/useRows';
import { usePolling } from '../parts/usePolling';
import { count } from '../parts/units';
import { useMayChange } from '../session/rights';
import { CreateStream } from './CreateStream';
import { Figures } from './Figures';
import { ordered, type Column, type Order } from './order';
import { StreamList } from './StreamList';
import { RowHeight, StreamRow } from './StreamRow';

/** Streams whose figures are fetched where they are sorted by one, beside those that one sees: all of a small fabric. */
const MostBeside = 300;

const columns: [Column, string, string][] = [
  ['name', 'Stream', ''],
  ['scope', 'Scope', 'wide'],
  ['rateIn', 'In', 'number'],
  ['rateOut', 'Out', 'number'],
  ['backlog', 'Backlog', 'number'],
  ['size', 'Size', 'number wide'],
  ['producers', 'Producers', 'number wide'],
  ['consumers', 'Consumers', 'number wide'],
];

/** The streams of a fabric, live. */
export function Overview({ fabric }: { fabric: string }) {
  const [contains, setContains] = useState('');
  const [scope, setScope] = useState<'' | 'global' | 'local'>('');
  const [order, setOrder] = useState<Order>({ column: 'name', isDescending: false });
  const [isCreating, setCreating] = useState(false);
  const mayChange = useMayChange(fabric);
  const list = useMemo(() => new StreamList(fabric, contains.trim(), scope), [fabric, contains, scope]);
  const figures = useMemo(() => new Figures(fabric), [fabric]);
  const [known, items] = [figures.all.value, list.items.value];
  const rows = useMemo(() => ordered(items, known, order), [items, known, order]);
  const scrolled = useRef<HTMLDivElement>(null);
  const { first, last } = useRows(scrolled, rows.length, RowHeight);
  const seen = useRef<string[]>([]);
  seen.current = rows.slice(first, last).map((each) => each.topic);

  const isByFigure = order.column !== 'name' && order.column !== 'scope';
  const listProblem = usePolling((aborted) => list.refresh(aborted), 5_000, [list]);
  const figureProblem = usePolling(
    (aborted) => figures.update([...new Set([...seen.current, ...list.items.value.slice(0, isByFigure ? MostBeside : 0).map((each) => each.topic)])], aborted),
    2_000,
    [figures, list, items.length > 0, isByFigure],
  );
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 50) {
      // Where it fails, the next look at the list says so.
      list.more().catch(() => undefined);
    }
  }, [last, rows.length, list]);

  const sort = (column: Column) => setOrder({ column, isDescending: order.column === column ? !order.isDescending : column !== 'name' && column !== 'scope' });
  const some = isByFigure && (list.hasMore.value || known.size < items.length);
  return (
    <>
      <div class="row">
        <h1>Streams</h1>
        <span class="quiet" role="status">{count(items.length)}{list.hasMore.value ? ' and more' : ''}</span>
        <span class="spring" />
        {mayChange && <button type="button" class="primary" onClick={() => setCreating(true)}>New stream</button>}
      </div>
      <section class="card" aria-label="Rates of the server">
        <RateChart history={serverRates} />
      </section>
      <div class="row filters" role="search">
        <input type="search" aria-label="Filter by name" placeholder="Filter by name" value={contains} onInput={(event) => setContains(event.currentTarget.value)} />
        <select aria-label="Scope" value={scope} onChange={(event) => setScope(event.currentTarget.value as '' | 'global' | 'local')}>
          <option value="">Both scopes</option>
          <option value="global">Global</option>
          <option value="local">Local</option>
        </select>
      </div>
      {(listProblem || figureProblem) && <Notice>{listProblem || figureProblem}</Notice>}
      {some && <Notice kind="note">Sorted are the {count(known.size)} streams whose figures are known; filter by name to see others.</Notice>}
      <div class="scrolled streams" ref={scrolled} tabIndex={0} role="region" aria-label="List of streams">
        <table aria-rowcount={list.hasMore.value ? -1 : rows.length + 1}>
          <thead>
            <tr>
              {columns.map(([column, text, kind]) => (
                <th key={column} scope="col" class={kind} aria-sort={order.column === column ? (order.isDescending ? 'descending' : 'ascending') : undefined}>
                  <button type="button" class="plain" onClick={() => sort(column)}>{text}</button>
                </th>
              ))}
              <th scope="col" class="wide">Last two minutes</th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: `${first * RowHeight}px` }}><td /></tr>}
            {rows.slice(first, last).map((item, index) => <StreamRow key={item.topic} fabric={fabric} item={item} figure={known.get(item.topic)} index={first + index + 2} />)}
            {last < rows.length && <tr aria-hidden="true" style={{ height: `${(rows.length - last) * RowHeight}px` }}><td /></tr>}
          </tbody>
        </table>
        {rows.length === 0 && list.isKnown.value && <p class="quiet empty">{contains || scope ? 'No stream has this in its name.' : 'There is no stream yet.'}</p>}
      </div>
      {isCreating && <CreateStream fabric={fabric} close={() => setCreating(false)} />}
    </>
  );
}
