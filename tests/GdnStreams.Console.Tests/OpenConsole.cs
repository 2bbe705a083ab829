using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>The console of a server in a browser's window, as somebody uses it.</summary>
internal sealed class OpenConsole : IAsyncDisposable
{
    private readonly IBrowserContext _window;
    private readonly List<string> _noise = [];

    private OpenConsole(IBrowserContext window, IPage page, Uri server)
    {
        (_window, Page) = (window, page);
        page.PageError += (_, error) => Hear($"error: {error}");
        page.Console += (_, message) => Hear(message.Text.Contains("Content Security Policy", StringComparison.Ordinal) ? message.Text : "");
        page.Dialog += (_, dialog) => Hear($"dialog: {dialog.Message}");
        page.Request += (_, request) => Hear(request.Url.StartsWith("blob:", StringComparison.Ordinal) || new Uri(request.Url).Authority == server.Authority ? "" : $"request: {request.Url}");
        page.WebSocket += (_, socket) => Hear(new Uri(socket.Url).Authority == server.Authority ? "" : $"socket: {socket.Url}");
    }

    public IPage Page { get; }

    /// <summary>What nobody should hear of: errors, violations of the policy, dialogs, requests to other hosts.</summary>
    public IReadOnlyList<string> Noise
    {
        get
        {
            lock (_noise)
            {
                return [.. _noise];
            }
        }
    }

    /// <summary>Opens the page where one signs in.</summary>
    public static async Task<OpenConsole> OpenAsync(Chromium chromium, string server, string place = "", BrowserNewContextOptions? options = null)
    {
        var window = await chromium.NewWindowAsync(options);
        window.SetDefaultTimeout(60_000);
        var page = await window.NewPageAsync();
        var console = new OpenConsole(window, page, new Uri(server));
        await page.GotoAsync($"{server.TrimEnd('/')}/{place}");
        return console;
    }

    /// <summary>Opens a place in the console as somebody.</summary>
    public static async Task<OpenConsole> SignedInAsync(
        Chromium chromium, string server, string place = "", string email = Development.Email, string password = Development.Password, BrowserNewContextOptions? options = null)
    {
        var console = await OpenAsync(chromium, server, place, options);
        await console.SignInAsync(email, password);
        await Expect(console.Button("Sign out")).ToBeVisibleAsync();
        return console;
    }

    public async Task SignInAsync(string email, string password)
    {
        await Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(email);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await Button("Sign in").ClickAsync();
    }

    /// <summary>A button by its exact words.</summary>
    public ILocator Button(string words) => Page.GetByRole(AriaRole.Button, new() { Name = words, Exact = true });

    /// <summary>What asks before something is done.</summary>
    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    /// <summary>A part of the page by its label.</summary>
    public ILocator Part(string label) => Page.GetByRole(AriaRole.Region, new() { Name = label, Exact = true });

    /// <summary>Goes to a place in the console.</summary>
    public Task GoAsync(string place) => Page.EvaluateAsync("place => { location.hash = place; }", place);

    public ValueTask DisposeAsync() => _window.DisposeAsync();

    private void Hear(string noise)
    {
        if (noise.Length > 0)
        {
            lock (_noise)
            {
                _noise.Add(noise);
            }
        }
    }
}
