const Width = 120;
const Height = 24;

/** A line of the latest values; the numbers stand beside it. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = Width / Math.max(1, 59);
  const from = Width - (values.length - 1) * step;
  const points = values.map((value, index) => `${(from + index * step).toFixed(1)},${(Height - 2 - (value / most) * (Height - 4)).toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" width={Width} height={Height} viewBox={`0 0 ${Width} ${Height}`} aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
