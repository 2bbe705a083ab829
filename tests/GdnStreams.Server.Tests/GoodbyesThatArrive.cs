using System.Text;

namespace GdnStreams.Server.Tests;

/// <summary>A client that is refused in the middle of what it sends learns why: its connection is not reset, which would take the goodbye with it on some systems.</summary>
public sealed class GoodbyesThatArrive
{
    private const int TooLarge = 1_200_000;

    [Theory]
    [InlineData("producer", 0x83, 10, 1002)] // An opcode that there is not.
    [InlineData("consumer", 0x81, 10, 1007)] // No JSON.
    [InlineData("producer", 0x81, TooLarge, 1009)]
    [InlineData("consumer", 0x81, TooLarge, 1009)]
    public async Task While_it_is_still_sending(string kind, byte first, int length, int status)
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev");
        for (var round = 0; round < 15; round++)
        {
            using var client = await RawConnection.OpenAsync(server.Url, kind, $"c8globals.x{round}{(kind == "consumer" ? "/s" : "")}");
            var sending = client.SendAsync([.. RawConnection.Frame(first, Encoding.ASCII.GetBytes(new string('x', length))), .. RawConnection.Frame(0x82, new byte[900_000])]);
            Assert.Equal((0, status), await client.ReadGoodbyeAsync());
            await sending;
            await client.SayGoodbyeAsync();
            if (status != 1002)
            {
                Assert.True(await client.HasEndedAsync()); // What follows a broken frame is not understood, its goodbye neither.
            }
        }
    }
}
