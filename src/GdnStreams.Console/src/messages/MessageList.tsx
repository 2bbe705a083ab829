import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useRows } from '../parts/useRows';
import { moment, size } from '../parts/units';
import type { Message } from './Message';
import { MessageDetails } from './MessageDetails';

const RowHeight = 34;

interface Properties {
  topic: string;
  /** What is drawn, the first on top. */
  messages: readonly Message[];
  label: string;
  /** Buttons of a message. */
  actions?: (message: Message) => ComponentChildren;
}

/** Messages, one a row; the one that is chosen is shown below. */
export function MessageList({ topic, messages, label, actions }: Properties) {
  const scrolled = useRef<HTMLDivElement>(null);
  const { first, last } = useRows(scrolled, messages.length, RowHeight);
  const [chosen, setChosen] = useState<Message>();
  return (
    <>
      <div class="scrolled messages" ref={scrolled} tabIndex={0} role="region" aria-label={label}>
        <table aria-rowcount={messages.length + 1}>
          <thead>
            <tr>
              <th scope="col">Published</th>
              <th scope="col" class="wide">Key</th>
              <th scope="col">Payload</th>
              <th scope="col" class="number wide">Size</th>
              {actions && <th scope="col"><span class="hidden">Actions</span></th>}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: `${first * RowHeight}px` }}><td /></tr>}
            {messages.slice(first, last).map((message, index) => (
              <tr key={message.id} aria-rowindex={first + index + 2} class={chosen?.id === message.id ? 'chosen' : ''}>
                <td class="mono nowrap">{moment(message.publishTime).slice(11)}</td>
                <td class="mono wide cut">{message.key ?? ''}</td>
                <td class="cut">
                  <button type="button" class="plain mono" onClick={() => setChosen(message)}>{preview(message)}</button>
                </td>
                <td class="number nowrap wide">{size(message.bytes.length)}</td>
                {actions && <td class="nowrap">{actions(message)}</td>}
              </tr>
            ))}
            {last < messages.length && <tr aria-hidden="true" style={{ height: `${(messages.length - last) * RowHeight}px` }}><td /></tr>}
          </tbody>
        </table>
      </div>
      {chosen && <MessageDetails key={chosen.id} topic={topic} message={chosen} close={() => setChosen(undefined)} />}
    </>
  );
}

function preview(message: Message): string {
  if (message.bytes.length === 0) {
    return '(empty)';
  }

  return message.text === undefined ? `(binary) ${[...message.bytes.subarray(0, 24)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}` : message.text.slice(0, 200);
}
