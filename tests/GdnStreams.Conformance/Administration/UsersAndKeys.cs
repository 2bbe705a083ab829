using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

/// <summary>A Pulsar has no users and no keys; there these calls say so.</summary>
public sealed class UsersAndKeys(Servers servers)
{
    [Theory, InlineData("ours"), InlineData("gateway")]
    public async Task A_user_is_added_changed_and_removed(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var email = $"u{Guid.NewGuid():N}@demo.local";
        var user = await session.Users.CreateAsync(new NewUser { Email = email, Password = "first", DisplayName = "Ada" });
        Assert.Equal((email, "Ada", true, session.Tenant), (user.Email, user.DisplayName, user.IsActive, user.Tenant));
        await Sessions.FailsAsync(GdnErrorCode.UserExists, () => session.Users.CreateAsync(new NewUser { Email = email, Password = "x" }));
        Assert.Equal("Ada", (await session.Users.GetAsync(user.Name)).DisplayName);
        Assert.Contains(user.Name, (await session.Users.ListAsync()).Select(other => other.Name));

        Assert.Equal("Ada L.", (await session.Users.UpdateAsync(user.Name, new UserChanges { DisplayName = "Ada L.", Password = "second" })).DisplayName);
        await using (var theirs = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = session.Url, Credential = GdnCredential.Password(email, "second") }))
        {
            Assert.Equal(user.Name, theirs.User);
        }

        await session.Users.DeleteAsync(user.Name);
        await Sessions.FailsAsync(GdnErrorCode.UserNotFound, () => session.Users.GetAsync(user.Name));
        await Sessions.FailsAsync(GdnErrorCode.UserNotFound, () => session.Users.DeleteAsync(user.Name));
    }

    [Theory, InlineData("ours"), InlineData("gateway")]
    public async Task A_key_is_told_once_validated_and_removed(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var id = "k" + Guid.NewGuid().ToString("N")[..10];
        var created = await session.ApiKeys.CreateAsync(id);
        Assert.StartsWith($"{session.Tenant}.{id}.", created.Key, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Key, created.ToString(), StringComparison.Ordinal);
        await Sessions.FailsAsync(GdnErrorCode.ApiKeyExists, () => session.ApiKeys.CreateAsync(id));
        Assert.Equal(created.User, (await session.ApiKeys.GetAsync(id)).User);
        Assert.Contains(id, (await session.ApiKeys.ListAsync()).Select(key => key.Id));
        var valid = await session.ApiKeys.ValidateAsync(GdnCredential.ApiKey(created.Key));
        Assert.Equal((session.Tenant, id), (valid.Tenant, valid.ApiKeyId));
        await session.ApiKeys.DeleteAsync(id);
        await Sessions.FailsAsync(GdnErrorCode.ApiKeyNotFound, () => session.ApiKeys.GetAsync(id));
        await Sessions.FailsAsync(GdnErrorCode.Unauthorized, () => session.ApiKeys.ValidateAsync(GdnCredential.ApiKey(created.Key)));
        await Assert.ThrowsAsync<ArgumentException>(() => session.ApiKeys.ValidateAsync(GdnCredential.Anonymous));
    }

    [Theory, InlineData("ours"), InlineData("gateway")]
    public async Task Permissions_of_a_key_and_of_a_user_are_set_and_taken_back(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var stream = await session.NewStreamAsync();
        var key = await session.ApiKeys.CreateAsync("k" + Guid.NewGuid().ToString("N")[..10]);
        var user = await session.Users.CreateAsync(new NewUser { Email = $"u{Guid.NewGuid():N}@demo.local", Password = "x" });
        foreach (var (permissions, holder) in new[] { (session.ApiKeys.Permissions, key.Id), (session.Users.Permissions, user.Name) })
        {
            Assert.Equal(Permission.ReadWrite, await permissions.GetAsync(holder, session.Fabric));
            await permissions.SetAsync(holder, session.Fabric, Permission.ReadOnly);
            Assert.Equal(Permission.ReadOnly, (await permissions.ListAsync(holder))[session.Fabric]);
            Assert.Equal(Permission.ReadOnly, await permissions.GetAsync(holder, session.Fabric, stream));
            await permissions.SetAsync(holder, session.Fabric, stream, Permission.None);
            Assert.Equal(Permission.None, await permissions.GetAsync(holder, session.Fabric, stream));
            Assert.Equal(Permission.None, (await permissions.ListStreamsAsync(holder, session.Fabric))[stream]);
            await permissions.ClearAsync(holder, session.Fabric, stream);
            Assert.Empty(await permissions.ListStreamsAsync(holder, session.Fabric));
            Assert.Equal(Permission.ReadOnly, (await permissions.ListStreamsAsync(holder, session.Fabric, full: true))[stream]);
            await permissions.ClearAsync(holder, session.Fabric);
            Assert.Equal(Permission.ReadWrite, await permissions.GetAsync(holder, session.Fabric));
        }

        await Sessions.FailsAsync(GdnErrorCode.ApiKeyNotFound, () => session.ApiKeys.Permissions.ListAsync("nobody"));
        await Sessions.FailsAsync(GdnErrorCode.UserNotFound, () => session.Users.Permissions.ListAsync("nobody"));
    }

    [Fact]
    public async Task A_plain_Pulsar_says_that_it_has_none()
    {
        await using var session = await servers["pulsar"].ConnectAsync();
        foreach (var call in new Func<Task>[]
        {
            () => session.Users.ListAsync(), () => session.Users.CreateAsync(new NewUser { Email = "a@b", Password = "x" }), () => session.ApiKeys.CreateAsync("k"), () => session.ApiKeys.DeleteAsync("k"),
            () => session.Users.Permissions.ListAsync("u"), () => session.ApiKeys.Permissions.SetAsync("k", "_system", Permission.None),
            () => session.Pushes.ListAsync(), () => session.Pushes.DeleteAsync(StreamName.Create("x", StreamScope.Global), "s"),
        })
        {
            await Sessions.FailsAsync(GdnErrorCode.NotSupported, call);
        }
    }
}
