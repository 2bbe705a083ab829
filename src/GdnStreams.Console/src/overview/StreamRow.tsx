import type { StreamItem } from '../api/types';
import { Sparkline } from '../charts/Sparkline';
import { count, named, rate, size } from '../parts/units';
import { to } from '../routing';
import type { Figure } from './Figures';

export const RowHeight = 40;

/** One stream in the list. */
export function StreamRow({ fabric, item, figure, index }: { fabric: string; item: StreamItem; figure: Figure | undefined; index: number }) {
  const { name, scope } = named(item.topic);
  const number = (text: (figure: Figure) => string) => (figure ? text(figure) : '…');
  return (
    <tr aria-rowindex={index}>
      <td class="cut">
        <a href={to(['streams', fabric, item.topic])}>{name}</a>
        {item.terminated && <span class="tag">terminated</span>}
      </td>
      <td class="wide">{scope}</td>
      <td class="number">{number((each) => rate(each.rateIn))}</td>
      <td class="number">{number((each) => rate(each.rateOut))}</td>
      <td class={`number ${figure && figure.backlog > 0 ? 'loud' : ''}`}>{number((each) => count(each.backlog))}</td>
      <td class="number wide">{number((each) => size(each.size))}</td>
      <td class="number wide">{number((each) => count(each.producers))}</td>
      <td class="number wide">{number((each) => count(each.consumers))}</td>
      <td class="wide">{figure && <Sparkline lines={[figure.ratesIn, figure.ratesOut]} />}</td>
    </tr>
  );
}
