using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class SigningIn(Chromium chromium, Targets targets)
{
    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_wrong_password_is_refused_in_the_words_of_the_server(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url);
        await console.SignInAsync(Development.Email, "wrong");
        await Expect(console.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Wrong credentials. Check the e-mail address and the password.");
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_password_opens_the_place_that_the_address_names(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/subscriptions");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "orders" })).ToBeVisibleAsync();
        await Expect(console.Part("Subscriptions")).ToContainTextAsync("Nobody has subscribed to this stream.");
        await Expect(console.Page).ToHaveTitleAsync($"{topic} - GDN streams");
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_key_signs_in_as_its_owner_and_signing_out_leaves_nothing_behind(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.OpenAsync(chromium, server.Url);
        await console.Button("API key").ClickAsync();
        await console.Page.GetByLabel("API key", new() { Exact = true }).FillAsync(Development.ApiKey);
        await console.Button("Sign in").ClickAsync();
        await Expect(console.Page.GetByText($"key {Development.KeyId}")).ToBeVisibleAsync();
        Assert.Equal("0 0 ", await console.Page.EvaluateAsync<string>("`${localStorage.length} ${sessionStorage.length} ${document.cookie}`"));
        await console.Button("Sign out").ClickAsync();
        await Expect(console.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await console.Page.ReloadAsync();
        await Expect(console.Button("Sign in")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Who_may_only_write_sees_the_backlog_and_no_payload(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("secrets", "workers", "nobody sees this");
        await server.UserAsync("writer@demo.local", "secret password", topic, "wo");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}", "writer@demo.local", "secret password");
        await Expect(console.Page.GetByText("Seeing messages needs the right 'ro' or 'rw' on this stream.")).ToBeVisibleAsync();
        await Expect(console.Button("Publish")).ToBeVisibleAsync();
        await console.GoAsync($"#/streams/_system/{topic}/browse");
        await Expect(console.Page.GetByText("Seeing messages needs the right 'ro' or 'rw' on this stream.")).ToBeVisibleAsync();
        await console.GoAsync($"#/streams/_system/{topic}/subscriptions");
        await Expect(console.Page.GetByRole(AriaRole.Article, new() { Name = "workers" })).ToContainTextAsync("Backlog1");
        await Expect(console.Page.GetByRole(AriaRole.Button, new() { Name = "Clear…" })).ToHaveCountAsync(0);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Who_may_only_read_has_no_button_that_changes_anything(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "workers", "seen");
        var user = await server.UserAsync("reader@demo.local", "secret password");
        await server.CallAsync($"PUT /user/{user}/database/_system", """{"grant":"ro"}""");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}/browse", "reader@demo.local", "secret password");
        await console.Button("Look").ClickAsync();
        await Expect(console.Button("seen")).ToBeVisibleAsync();
        var changing = console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(New stream|Publish|Reset…|Skip…|Clear…|Unsubscribe…|Compact…|Terminate…|Delete…|Save|New fabric|New user|New push)$") });
        var rights = new System.Text.RegularExpressions.Regex("/database/_system$");
        await NothingChangesAsync($"#/streams/_system/{topic}", ":text('Publishing needs the right')");
        await NothingChangesAsync($"#/streams/_system/{topic}/subscriptions", "article");
        await NothingChangesAsync($"#/streams/_system/{topic}/settings", "[aria-label='Retention'] form");
        await (await console.Page.RunAndWaitForResponseAsync(() => console.GoAsync("#/streams"), rights)).FinishedAsync();
        await NothingChangesAsync("#/streams", "tbody a");
        await (await console.Page.RunAndWaitForResponseAsync(() => console.GoAsync("#/administration/_system/fabrics"), rights)).FinishedAsync();
        await NothingChangesAsync("#/administration/_system/fabrics", "[aria-label='Fabrics'] tbody a");
        await NothingChangesAsync("#/administration/_system/users", "[aria-label='Users'] tbody tr");
        await NothingChangesAsync("#/administration/_system/retention", "[aria-label='Retention'] form");
        await NothingChangesAsync("#/administration/_system/pushes", ":text-is('Pushes are for administrators.')");
        Assert.Empty(console.Noise);

        // What is known of a place is there when the rights are, or they are answered already: one turn later that is drawn.
        async Task NothingChangesAsync(string place, string known)
        {
            await console.GoAsync(place);
            await Expect(console.Page.Locator(known).First).ToBeVisibleAsync();
            await console.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
            await Expect(changing).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task Before_the_rights_are_known_nothing_can_be_changed_and_they_are_asked_for_again()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders", "workers", "one");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url);
        var rights = new System.Text.RegularExpressions.Regex("/user/[^/]+/database/_system/stream/");
        await console.Page.RouteAsync(rights, route => route.FulfillAsync(new() { Status = 500, Body = "{}" }));
        await console.GoAsync($"#/streams/_system/{topic}/subscriptions");
        await Expect(console.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server answered 500.");
        await Expect(console.Button("Clear…")).ToHaveCountAsync(0);
        await console.Page.UnrouteAsync(rights);
        await Expect(console.Button("Clear…")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_sign_in_that_ends_says_so_shows_nothing_more_and_comes_back_to_the_same_place(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders");
        var user = await server.UserAsync("guest@demo.local", "secret password");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, $"#/streams/_system/{topic}", "guest@demo.local", "secret password");
        await console.Button("Start").ClickAsync();
        await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
        await server.CallAsync($"POST /streams/{topic}/publish", "before");
        await Expect(console.Button("before")).ToBeVisibleAsync();
        await server.ActivateAsync(user, isActive: false);
        await Expect(console.Page.GetByText("The server does not accept this sign-in any more")).ToBeVisibleAsync();
        await Expect(console.Button("before")).ToHaveCountAsync(0);
        await server.ActivateAsync(user, isActive: true);
        await console.SignInAsync("guest@demo.local", "secret password");
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "orders" })).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }
}
