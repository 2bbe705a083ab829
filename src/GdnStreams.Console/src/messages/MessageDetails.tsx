import { copy, save } from '../parts/clipboard';
import { age, moment, size } from '../parts/units';
import { lineOf } from './lines';
import type { Message } from './Message';
import { Payload } from './Payload';

/** All of one message. */
export function MessageDetails({ topic, message, close }: { topic: string; message: Message; close: () => void }) {
  const properties = Object.entries(message.properties);
  return (
    <section class="details card" aria-label="Message">
      <div class="row">
        <h3>Message</h3>
        <span class="spring" />
        <button type="button" class="small" onClick={() => copy(message.text ?? lineOf(topic, message))}>Copy</button>
        <button type="button" class="small" onClick={() => save('payload.bin', [message.bytes], 'application/octet-stream')}>Save payload</button>
        <button type="button" class="small" onClick={close}>Close</button>
      </div>
      <dl>
        <dt>Id</dt>
        <dd class="mono">{message.id}</dd>
        {message.key !== undefined && <><dt>Key</dt><dd class="mono">{message.key}</dd></>}
        <dt>Published</dt>
        <dd>{moment(message.publishTime)} <span class="quiet">{age(message.publishTime)} ago</span></dd>
        {message.eventTime !== undefined && <><dt>Event time</dt><dd>{moment(message.eventTime)}</dd></>}
        <dt>Size</dt>
        <dd>{size(message.bytes.length)}</dd>
        {message.redeliveries > 0 && <><dt>Delivered before</dt><dd>{message.redeliveries} times</dd></>}
        {properties.length > 0 && <><dt>Properties</dt><dd><Properties all={properties} /></dd></>}
      </dl>
      <Payload message={message} />
    </section>
  );
}

function Properties({ all }: { all: [string, string][] }) {
  return <ul class="properties">{all.map(([name, value]) => <li key={name} class="mono">{name} = {value}</li>)}</ul>;
}
