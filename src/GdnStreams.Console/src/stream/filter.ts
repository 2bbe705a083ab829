import type { Message } from '../messages/Message';

/** What is looked for; what is empty takes everything. */
export interface Filter {
  /** In the payload, whatever its case. */
  text: string;
  /** In the key. */
  key: string;
  /** A property: its name, or name=value. */
  property: string;
}

export function takes({ text, key, property }: Filter, message: Message): boolean {
  const [name = '', ...value] = property.split('=');
  return (text === '' || (message.text?.toLowerCase().includes(text.toLowerCase()) ?? false))
    && (key === '' || (message.key?.includes(key) ?? false))
    && (property === '' || (Object.hasOwn(message.properties, name.trim()) && (value.length === 0 || message.properties[name.trim()] === value.join('=').trim())));
}
