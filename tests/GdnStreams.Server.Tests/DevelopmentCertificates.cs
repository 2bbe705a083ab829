using System.Security.Cryptography.X509Certificates;
using GdnStreams.Protocol;
using GdnStreams.Server.Tls;

namespace GdnStreams.Server.Tests;

/// <summary>Several development certificates are put into one file, and every client finds the one it needs.</summary>
public sealed class DevelopmentCertificates : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-certificates-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Differ_in_subject_have_key_identifiers_and_end_with_a_line()
    {
        var all = "";
        var subjects = new List<string>();
        foreach (var name in new[] { "one", "two" })
        {
            var directory = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
            using var certificate = DevelopmentCertificate.LoadOrMake(directory, "localhost", address: null, TimeProvider.System.GetUtcNow());
            subjects.Add(certificate.Subject);
            var subject = Assert.Single(certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
            var authority = Assert.Single(certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>());
            Assert.Equal(subject.SubjectKeyIdentifierBytes.ToArray(), authority.KeyIdentifier!.Value.ToArray());
            Assert.All(Directory.GetFiles(directory), file => Assert.EndsWith("-----\n", File.ReadAllText(file), StringComparison.Ordinal));
            all += File.ReadAllText(Path.Combine(directory, DevelopmentCertificate.FileName));
        }

        Assert.NotEqual(subjects[0], subjects[1]);
        var both = new X509Certificate2Collection();
        both.ImportFromPem(all);
        Assert.Equal(2, both.Count);
    }

    [Fact]
    public void Are_made_in_a_directory_that_the_store_has_not_made_yet()
    {
        var directory = Path.Combine(_directory, "not", "yet");
        using var made = DevelopmentCertificate.LoadOrMake(directory, "localhost", address: null, TimeProvider.System.GetUtcNow());
        using var again = DevelopmentCertificate.LoadOrMake(directory, "localhost", address: null, TimeProvider.System.GetUtcNow());
        Assert.Equal(made.Thumbprint, again.Thumbprint);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }
    }

    [Fact]
    public async Task Do_not_hide_why_a_server_does_not_start()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "");
        var failure = await Assert.ThrowsAsync<GdnException>(() => StreamServer.StartAsync(new ServerOptions { DataDirectory = Path.Combine(file, "below"), HttpsPort = 0 }, TimeProvider.System, CancellationToken.None));
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }
}
