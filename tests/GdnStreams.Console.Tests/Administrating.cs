namespace GdnStreams.Console.Tests;

public sealed class Administrating(Chromium chromium, Targets targets)
{
    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_key_is_shown_once_restricted_and_deleted(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/keys");
        await console.Button("New key").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync("reporting");
        await console.Button("Create").ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("demo.reporting.");
        await console.Button("I have it").ClickAsync();
        await Expect(console.Page.GetByText("demo.reporting.")).ToHaveCountAsync(0);
        var row = console.Page.Locator("tbody tr").Filter(new() { HasText = "reporting" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Permissions…" }).ClickAsync();
        await console.Dialog.GetByLabel("Right on the fabric _system").SelectOptionAsync("none");
        await console.Dialog.GetByLabel("Topic of a stream").FillAsync(topic);
        await console.Button("Add with ro").ClickAsync();
        await Expect(console.Dialog.GetByLabel($"Right on the stream {topic}")).ToHaveValueAsync("ro");
        await console.Button("Close").ClickAsync();
        Assert.Equal("none", (string)(await server.CallAsync("GET /key/reporting/database/_system"))!);
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await console.Button("Delete").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_user_is_made_and_made_an_administrator_and_the_last_one_stays(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/users");
        await console.Button("New user").ClickAsync();
        await console.Dialog.GetByLabel("E-mail").FillAsync("ada@demo.local");
        await console.Dialog.GetByLabel("Password").FillAsync("a long password");
        await console.Button("Create").ClickAsync();
        var ada = console.Page.Locator("tbody tr").Filter(new() { HasText = "ada@demo.local" });
        await Expect(ada).ToContainTextAsync("active");
        await console.Page.Locator("tbody tr").Filter(new() { HasText = "root@demo.local" }).GetByRole(AriaRole.Button, new() { Name = "No administrator…" }).ClickAsync();
        await console.Button("Take it back").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await console.Button("Cancel").ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Administrator…" }).ClickAsync();
        await console.Button("Give it").ClickAsync();
        await Expect(ada).ToContainTextAsync("administrator");
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task A_users_permissions_are_given_and_taken_back()
    {
        await using var server = await ConsoleServer.StartAsync();
        var topic = await server.StreamAsync("orders");
        var user = await server.UserAsync("ada@demo.local", "a long password");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/users");
        await console.Page.Locator("tbody tr").Filter(new() { HasText = "ada@demo.local" }).GetByRole(AriaRole.Button, new() { Name = "Permissions…" }).ClickAsync();
        await console.Dialog.GetByLabel("Right on the fabric _system").SelectOptionAsync("ro");
        await console.Dialog.GetByLabel("Topic of a stream").FillAsync(topic);
        await console.Button("Add with ro").ClickAsync();
        var right = console.Dialog.GetByLabel($"Right on the stream {topic}");
        await right.SelectOptionAsync("rw");
        await Waiting.UntilAsync(async () => await OnAsync("") == "ro" && await OnAsync($"/stream/{topic}") == "rw");
        await console.Dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = topic }).GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(console.Dialog).ToContainTextAsync("No stream has a grant of its own.");
        Assert.Equal("ro", await OnAsync($"/stream/{topic}")); // As on its fabric.
        await console.Button("Close").ClickAsync();
        Assert.Empty(console.Noise);

        async Task<string> OnAsync(string place) => (string)(await server.CallAsync($"GET /user/{user}/database/_system{place}"))!;
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task A_fabric_is_made_and_deleted_by_its_name_and_retention_is_kept(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/fabrics");
        await console.Button("New fabric").ClickAsync();
        await console.Dialog.GetByLabel("Name").FillAsync("sensors");
        await console.Button("Create").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "sensors" })).ToBeVisibleAsync();
        await console.Button("Delete…").ClickAsync();
        await console.Dialog.GetByLabel("Type its name").FillAsync("sensor");
        await console.Button("Delete").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is another name.");
        await console.Dialog.GetByLabel("Type its name").FillAsync("sensors");
        await console.Button("Delete").ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Link, new() { Name = "sensors" })).ToHaveCountAsync(0);
        await console.GoAsync("#/administration/_system/retention");
        await console.Page.GetByLabel("Time to live (seconds)").FillAsync("3600");
        await console.Button("Save").ClickAsync();
        await Expect(console.Page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.Equal(3600, (long)(await server.CallAsync("GET /streams/ttl"))!);
        Assert.Empty(console.Noise);
    }

    [Fact]
    public async Task Retention_is_not_changed_before_it_is_read()
    {
        await using var server = await ConsoleServer.StartAsync();
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/fabrics");
        var read = new TaskCompletionSource();
        await console.Page.RouteAsync("**/streams/**", async route =>
        {
            await read.Task;
            await route.ContinueAsync();
        });
        await console.GoAsync("#/administration/_system/retention");
        var field = console.Page.GetByLabel("Time to live (seconds)");
        await Expect(field).ToBeDisabledAsync();
        await Expect(console.Button("Save")).ToBeDisabledAsync();
        read.SetResult();
        await Expect(field).ToBeEnabledAsync();
        await Expect(console.Button("Save")).ToBeEnabledAsync();
    }

    [Theory]
    [InlineData("embedded", "--push-network")]
    [InlineData("gateway", "Invoke-GdnHandler")]
    public async Task A_push_that_is_not_allowed_is_refused_in_the_words_of_the_server(string target, string words)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        var topic = await server.StreamAsync("orders", "hook");
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/administration/_system/pushes");
        await console.Button("New push").ClickAsync();
        await console.Dialog.GetByLabel("Stream").FillAsync(topic);
        await console.Dialog.GetByLabel("Subscription").FillAsync("hook");
        await console.Dialog.GetByLabel("Address").FillAsync("http://127.0.0.1:1/");
        await console.Button("Create").ClickAsync();
        await Expect(console.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        Assert.Empty(console.Noise);
    }

    [Theory]
    [MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task The_server_tells_its_version_and_that_it_is_ready(string target)
    {
        await using var server = await ConsoleServer.StartAsync(targets, target);
        await using var console = await OpenConsole.SignedInAsync(chromium, server.Url, "#/server");
        await Expect(console.Page.GetByText("Ready", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(console.Page.GetByText("0.1.0")).ToBeVisibleAsync();
        await Expect(console.Page.Locator(".chart canvas")).ToBeVisibleAsync();
        Assert.Empty(console.Noise);
    }
}
