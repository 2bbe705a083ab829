import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { count, rate } from '../parts/units';
import type { RateHistory } from './serverRates';

const Height = 180;

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
          scales: { x: { time: true }, y: { range: (_: uPlot, __: number, most: number) => [0, Math.max(1, most * 1.1)] } },
          series: [
            { label: 'Time' },
            { label: 'In', stroke: colour('--accent'), width: 2, value, points: { show: false } },
            { label: 'Out', stroke: colour('--second'), width: 2, dash: [6, 3], value, points: { show: false } },
          ],
          axes: [axis, { ...axis, size: 60, values: (_: uPlot, ticks: number[]) => ticks.map((tick) => count(tick)) }],
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
