import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { count, moment, rate } from '../parts/units';
import type { RateHistory } from './serverRates';

const Height = 180;
/** Seconds that are drawn at least, so that the first values stand where they will stay. */
const Least = 60;
/** Seconds between the marks of time. */
const Steps = [5, 10, 15, 30, 60, 120, 300, 600, 1_200];

/** A time of day, whatever the language of the browser. */
const clock = (seconds: number) => moment(seconds * 1000).slice(11, 19);

function span(from: number | null, last: number | null): [number, number] {
  const end = last ?? Date.now() / 1000;
  return [Math.min(from ?? end, end - Least), end];
}

/** Messages in and out a second over time. */
export function RateChart({ history }: { history: ReadonlySignal<RateHistory> }) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const { times, in: incoming, out } = history.value;
  useEffect(() => {
    const place = element.current!;
    const colour = (name: string) => getComputedStyle(place).getPropertyValue(name).trim();
    const make = () => {
      chart.current?.destroy();
      const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
      const value = (_: uPlot, shown: number | null) => (shown === null ? '-' : rate(shown));
      chart.current = new uPlot(
        {
          width: place.clientWidth,
          height: Height,
          cursor: { y: false },
          legend: { live: true },
          scales: { x: { range: (_: uPlot, from: number | null, last: number | null) => span(from, last) }, y: { range: (_: uPlot, __: number, most: number) => [0, Math.max(1, most * 1.1)] } },
          series: [
            { label: 'Time', value: (_: uPlot, shown: number | null) => (shown === null ? '-' : clock(shown)) },
            { label: 'In', stroke: colour('--accent'), width: 2, value, points: { show: false } },
            { label: 'Out', stroke: colour('--second'), width: 2, dash: [6, 3], value, points: { show: false } },
          ],
          axes: [{ ...axis, space: 90, incrs: Steps, values: (_: uPlot, ticks: number[]) => ticks.map(clock) }, { ...axis, size: 60, values: (_: uPlot, ticks: number[]) => ticks.map((tick) => count(tick)) }],
        },
        [history.value.times, history.value.in, history.value.out],
        place,
      );
    };
    make();
    const observer = new ResizeObserver(() => chart.current?.setSize({ width: place.clientWidth, height: Height }));
    observer.observe(place);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', make);
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [history]);
  useEffect(() => {
    chart.current?.setData([times, incoming, out]);
  }, [times, incoming, out]);
  const last = (values: readonly (number | null)[]) => rate(values.at(-1) ?? 0);
  return (
    <figure>
      <figcaption>
        Messages a second: <strong>{last(incoming)}</strong> in, <strong>{last(out)}</strong> out
      </figcaption>
      <div ref={element} class="chart" aria-hidden="true" />
    </figure>
  );
}
