import { Notice } from '../parts/Notice';
import type { StreamRights } from '../session/rights';
import { PublishForm } from './PublishForm';
import { WatchPanel } from './WatchPanel';

/** Publishing beside what arrives. */
export function Live({ fabric, topic, rights }: { fabric: string; topic: string; rights: StreamRights }) {
  return (
    <div class="columns">
      {rights.mayWrite
        ? <PublishForm fabric={fabric} topic={topic} />
        : <Notice kind="note">Publishing needs the right 'wo' or 'rw' on this stream. An administrator can give it.</Notice>}
      {rights.mayRead
        ? <WatchPanel fabric={fabric} topic={topic} rights={rights} />
        : <Notice kind="note">Seeing messages needs the right 'ro' or 'rw' on this stream. An administrator can give it.</Notice>}
    </div>
  );
}
