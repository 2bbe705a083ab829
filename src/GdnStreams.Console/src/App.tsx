import { useEffect } from 'preact/hooks';
import { isReachable } from './api/request';
import { Administration } from './administration/Administration';
import { DeadLetters } from './deadletters/DeadLetters';
import { Overview } from './overview/Overview';
import { Notice } from './parts/Notice';
import { route, to } from './routing';
import { ServerPage } from './server/ServerPage';
import { session } from './session/session';
import { SignIn } from './session/SignIn';
import { StreamPage } from './stream/StreamPage';
import { Bar } from './Bar';

/** The whole page. */
export function App() {
  const [place = 'streams', fabric = '_system', topic] = route.value.parts;
  useEffect(() => {
    document.title = `${topic ?? titles[place] ?? 'Not found'} - GDN streams`;
  }, [place, topic]);
  if (!session.value) {
    return <SignIn />;
  }

  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>To the content</a>
      <Bar place={place} fabric={fabric} />
      {!isReachable.value && <Notice>The server cannot be reached. What you see is as it was; the console tries again by itself.</Notice>}
      <main id="main" tabIndex={-1}>{page(place, fabric, topic)}</main>
      <footer>
        <span>GdnStreams</span>
        <a href="/openapi.json">API</a>
        <a href="/console/third-party.txt">Licences</a>
      </footer>
    </>
  );
}

const titles: Record<string, string> = { streams: 'Streams', 'dead-letters': 'Dead letters', administration: 'Administration', server: 'Server' };

function page(place: string, fabric: string, topic: string | undefined) {
  switch (place) {
    case 'streams':
      return topic === undefined ? <Overview key={fabric} fabric={fabric} /> : <StreamPage key={`${fabric}/${topic}`} fabric={fabric} topic={topic} />;
    case 'dead-letters':
      return <DeadLetters key={fabric} fabric={fabric} />;
    case 'administration':
      return <Administration fabric={fabric} />;
    case 'server':
      return <ServerPage />;
    default:
      return <Notice>There is no page {place}. <a href={to(['streams'])}>To the streams</a></Notice>;
  }
}
