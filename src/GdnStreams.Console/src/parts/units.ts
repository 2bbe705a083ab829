const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A number of things. */
export const count = (value: number) => whole.format(value);

/** A number of things with their word. */
export const counted = (value: number, word: string) => `${whole.format(value)} ${word}${value === 1 ? '' : 's'}`;

/** Something a second. */
export const rate = (value: number) => (value > 0 && value < 0.1 ? '< 0.1/s' : `${short.format(value)}/s`);

/** Bytes, as people read them. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }

  return `${short.format(value)} ${units[unit]}`;
}

/** How long ago something was. */
export function age(milliseconds: number, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - milliseconds) / 1000));
  for (const [length, unit] of [[86_400, 'd'], [3_600, 'h'], [60, 'min']] as const) {
    if (seconds >= length) {
      return `${Math.floor(seconds / length)} ${unit}`;
    }
  }

  return `${seconds} s`;
}

/** A moment in the time of whoever looks, to the millisecond. */
export function moment(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** The name and the scope of a topic. */
export function named(topic: string): { name: string; scope: 'global' | 'local' | 'collection' } {
  return topic.startsWith('c8globals.') ? { name: topic.slice(10), scope: 'global' }
    : topic.startsWith('c8locals.') ? { name: topic.slice(9), scope: 'local' }
    : { name: topic, scope: 'collection' };
}
