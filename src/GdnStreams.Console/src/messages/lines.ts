import { encoded, type Message } from './Message';

/** One message as one line of JSON, as Export-GdnMessage writes it and Import-GdnMessage reads it. */
export function lineOf(topic: string, message: Message): string {
  const { id, text, bytes, key, properties, publishTime, eventTime } = message;
  return `${JSON.stringify({
    stream: topic,
    messageId: id,
    publishTime: new Date(publishTime).toISOString(),
    eventTime: eventTime === undefined ? undefined : new Date(eventTime).toISOString(),
    key,
    properties: Object.keys(properties).length > 0 ? properties : undefined,
    ...(text === undefined ? { base64: encoded(bytes) } : { text }),
  })}\n`;
}
