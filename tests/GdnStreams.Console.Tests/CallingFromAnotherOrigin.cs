namespace GdnStreams.Console.Tests;

/// <summary>
/// The calls of GDN's browser demo, in their order, by a page of our own: the addresses, headers and frames are the demo's, the page around them is not. Where the
/// demo itself is there, <see cref="TheBrowserDemo"/> runs it.
/// </summary>
public sealed class CallingFromAnotherOrigin(Chromium chromium)
{
    private const string Page = "<!DOCTYPE html><html lang=\"en\"><head><title>Calls</title></head><body></body></html>";

    private const string Calls =
        """
        async host => {
          const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
          const post = async (path, body) => {
            const response = await fetch(`https://${host}${path}`, { method: 'POST', headers, body: body && JSON.stringify(body) });
            return response.ok ? response.json() : Promise.reject(new Error(`${path}: ${response.status}`));
          };
          const heard = (socket, name) => new Promise((done, failed) => {
            socket['on' + name] = done;
            socket.onerror = () => failed(new Error('A socket failed.'));
          });
          const { jwt, tenant } = await post('/_open/auth', { email: 'nemo@nautilus.com', password: 'xxxxxx' });
          headers.authorization = `bearer ${jwt}`;
          await post('/_fabric/_system/streams/api_tutorial_streams?global=true', { name: 'api_tutorial_streams' });
          const stream = `persistent/${tenant}/c8global._system/c8globals.api_tutorial_streams`;
          const consumer = new WebSocket(`wss://${host}/_ws/ws/v2/consumer/${stream}/api_tutorial_streams_consumer`);
          await heard(consumer, 'open');
          const producer = new WebSocket(`wss://${host}/_ws/ws/v2/producer/${stream}`);
          await heard(producer, 'open');
          const received = [];
          for (const text of ['Hello from a page', '{"n":1}']) {
            const message = heard(consumer, 'message');
            producer.send(JSON.stringify({ payload: btoa(text) }));
            const { payload, messageId } = JSON.parse((await message).data);
            received.push(atob(payload));
            consumer.send(JSON.stringify({ messageId }));
          }
          const ends = [heard(consumer, 'close'), heard(producer, 'close')];
          consumer.close();
          producer.close();
          await Promise.all(ends);
          for (let attempt = 0; ; attempt++) {
            try {
              await post('/_fabric/_system/_api/streams/unsubscribe/api_tutorial_streams_consumer');
              return received;
            } catch (error) {
              if (attempt === 50) {
                throw error;
              }
              await new Promise(done => setTimeout(done, 100)); // The demo waits five seconds for the server to notice that the consumer is gone.
            }
          }
        }
        """;

    private const string Call =
        """
        async host => {
          const answered = await fetch(`https://${host}/_open/auth`, { method: 'POST', body: '{}' }).then(() => 'answered', error => error.name);
          const socket = new WebSocket(`wss://${host}/_ws/ws/v2/producer/persistent/demo/c8global._system/c8globals.api_tutorial_streams`);
          return `${answered} ${await new Promise(done => { socket.onopen = () => done('open'); socket.onerror = () => done('refused'); })}`;
        }
        """;

    [Fact]
    public async Task Signs_in_makes_a_stream_publishes_receives_acknowledges_and_unsubscribes()
    {
        await using var pages = await PagesElsewhere.StartAsync(_ => Page);
        await using var server = await PagesElsewhere.StartServerAsync(pages.Origin);
        await using var window = await pages.OpenAsync(chromium, server);
        Assert.Equal(["Hello from a page", """{"n":1}"""], await window.Pages[0].EvaluateAsync<string[]>(Calls, new Uri(server.HttpsUrl).Authority));
        Assert.Empty((await server.CallAsync("GET /streams/c8globals.api_tutorial_streams/subscriptions"))!.AsArray());
    }

    [Fact]
    public async Task Is_refused_to_a_page_of_an_origin_that_is_not_allowed()
    {
        await using var pages = await PagesElsewhere.StartAsync(_ => Page);
        await using var server = await PagesElsewhere.StartServerAsync("http://127.0.0.1:1");
        await server.StreamAsync("api_tutorial_streams");
        await using var window = await pages.OpenAsync(chromium, server);
        Assert.Equal("TypeError refused", await window.Pages[0].EvaluateAsync<string>(Call, new Uri(server.HttpsUrl).Authority));
    }
}
