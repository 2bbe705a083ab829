const Width = 120;
const Height = 24;
/** Values that fill the width. */
const Most = 60;

/** Lines of the latest values, drawn alike; the numbers stand beside them. */
export function Sparkline({ lines }: { lines: readonly (readonly number[])[] }) {
  const most = Math.max(...lines.flat(), 1);
  const step = Width / (Most - 1);
  const points = (values: readonly number[]) =>
    values.map((value, index) => `${(Width - (values.length - 1 - index) * step).toFixed(1)},${(Height - 2 - (value / most) * (Height - 4)).toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" width={Width} height={Height} viewBox={`0 0 ${Width} ${Height}`} aria-hidden="true">
      {lines.map((values, index) => <polyline key={index} points={points(values)} />)}
    </svg>
  );
}
