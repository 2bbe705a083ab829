using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>A real HTTP server that receives pushes and answers as the test says; 200 where it says nothing.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _ending = new();
    private readonly Channel<ReceivedPush> _requests = Channel.CreateUnbounded<ReceivedPush>();
    private bool _hasEnded;

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Answers a request, whose body is read already.</summary>
    public Func<HttpContext, ReceivedPush, Task> AnswerAsync { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>It is stopping: what hangs ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Requests that no test has looked at.</summary>
    public int Waiting => _requests.Reader.Count;

    /// <summary>Starts one. A port that it is to have again may be somebody else's for a moment.</summary>
    public static async Task<Receiver> StartAsync(int port = 0)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return await StartAtAsync(port);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
    }

    private static async Task<Receiver> StartAtAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with a status.</summary>
    public void AnswerWith(int status) => AnswerAsync = (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>The next request.</summary>
    public async Task<ReceivedPush> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _requests.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        await _ending.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var request = await ReceivedPush.ReadAsync(context.Request);
        var answerAsync = AnswerAsync; // As it was when the request came: a test that has seen it may change that.
        await _requests.Writer.WriteAsync(request);
        await answerAsync(context, request);
    }
}
