using System.Globalization;
using System.Text;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Measuring;

namespace GdnStreams.Benchmarks.Reports;

/// <summary><c>docs/benchmarks.md</c>, made of a report.</summary>
internal sealed class Page(Report report)
{
    private readonly StringBuilder _text = new();

    public string Write()
    {
        Line($"""
            # Benchmarks

            <!-- Made by tests/GdnStreams.Benchmarks from benchmarks.json. Change those, not this page. -->

            Measured on {report.MeasuredAt:yyyy-MM-dd HH:mm} UTC by `dotnet run -c Release --project tests/GdnStreams.Benchmarks` in {report.Minutes:0} minutes: {report.Rounds} round{(report.Rounds == 1 ? "" : "s")}, in each of which every
            contestant publishes for {report.Seconds:0.0#} s and receives for as long at most in every cell. Contestants take turns cell by cell, all figures are medians of the rounds, and ratios are to our own row, so that
            what slows the machine slows all of them.{(report.IsQuick ? " **This was a quick look (`--quick`): few cells, short turns and small sizes. Its figures are noise where they are close.**" : "")}
            """);
        WriteEnvironment();
        WriteGoals();
        WriteInTheWay();
        WriteUsual();
        WriteSyncs();
        WriteGrowth();
        WriteOtherCells();
        WriteFigures();
        Line($"""
            ## How it is measured

            * **Client and server** are processes of their own; the processor time of each with its children is read from `/proc/PID/stat` before and after a turn (in steps of 10 ms), and divided by the messages. In process means that there
              is no server. Opening connections is not in the figures of publishing, and is in those of receiving.
            * **In flight** is over all streams together: with 16 streams, 500 are 31 on each, and one is one on each. For receiving it is how many may be unacknowledged.
            * **Latency** is by HdrHistogram, jsC8's by sorting. Publishing: from the call until the message is stored. Receiving: the gap from one message to the next of the stream, acknowledging included. The cmdlets' pipeline
              hides it.
            * **Every client** uses its library's way for many messages: ours `EnqueueAsync`, jsC8 a socket that sends while it waits for answers, StackExchange.Redis, RabbitMQ.Client and NATS.Net as many calls at one time as are in
              flight. Each message is acknowledged by itself.
            * **An acknowledgement** is sent and not waited for, by our client, jsC8, RabbitMQ and NATS; Redis answers each. FasterLog and SQLite have nobody to acknowledge to.
            * **jsC8's** readers have no limit of what is not acknowledged: it receives with 500 in flight only.
            * **Growth** is the server's cost with a client of ours on the same two cores.
            * **Servers** run side by side on this machine's disk as they are configured by default, but for what the tables name. NATS and Pulsar standalone (`journalSyncData=false`) answer before the message is
              safe from a power cut; Pulsar's client is our library.
            * **Fsyncs** are counted by `strace` in a pass of its own, at which only `fsync` and `fdatasync` stop the server. FasterLog opens its files with `O_SYNC`: each of its writes is counted.
            """);
        return _text.ToString();
    }

    private void WriteEnvironment()
    {
        Line($"""

            | machine | |
            |---|---|
            """);
        foreach (var (name, value) in report.Environment)
        {
            Line($"| {name} | {value} |");
        }
    }

    private void WriteGoals()
    {
        Line($"""

            ## Goals

            {Cell.Usual}, unless said.{(report.HasBaseline ? " The baseline is commit 74b215a, before the engine wrote in batches, measured in the same run." : " Goals against the baseline need `--baseline`, a checkout of it that is built in Release.")}

            | what | goal | measured | |
            |---|---|---|---|
            """);
        foreach (var goal in new Goals(report).All())
        {
            Line($"| {goal.What} | {goal.Aim} | {goal.Measured} | {goal.IsMet switch { true => "met", false => "**not met**", null => "–" }} |");
        }
    }

    /// <summary>What profiles say of goals that are not met; written by hand, as nothing measures a reason.</summary>
    private void WriteInTheWay() => Line($"\n{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reports", "in-the-way.md")).TrimEnd()}");

    private void WriteUsual()
    {
        Line($"\n## {Cell.Usual}");
        Table("Publish", Cell.Usual, Operation.Publish);
        Line($"\n{Picture(Pictures.Publish)}\n\n{Picture(Pictures.PublishCost)}");
        Table("Receive and acknowledge", Cell.Usual, Operation.Receive);
        Line($"\n{Picture(Pictures.Receive)}\n\n{Picture(Pictures.ReceiveCost)}");
        foreach (var skipped in report.Skipped)
        {
            Line($"\n{skipped.Title}: skipped. {skipped.Reason}");
        }

        Line($"\n## {Cell.OneAtATime}");
        Table("Publish", Cell.OneAtATime, Operation.Publish);
        Line($"\n{Picture(Pictures.OneAtATime)}");
        Table("Receive and acknowledge", Cell.OneAtATime, Operation.Receive);
    }

    private void WriteOtherCells()
    {
        foreach (var cell in report.Rows.Select(row => row.Cell).Distinct().Where(cell => cell != Cell.Usual && cell != Cell.OneAtATime))
        {
            Line($"\n## {cell}");
            Table("Publish", cell, Operation.Publish);
            Table("Receive and acknowledge", cell, Operation.Receive);
        }
    }

    private void Table(string title, Cell cell, Operation operation)
    {
        var time = operation == Operation.Publish ? "until stored," : "gap,";
        Line($"""

            {title}:

            | | messages/s | ratio | {time} p50, us | p99, us | p99.9, us | client, us | server, us |
            |---|---:|---:|---:|---:|---:|---:|---:|
            """);
        var rows = report.Rows.Where(row => row.Cell == cell && row.Operation == operation).ToArray();
        var ours = rows.FirstOrDefault(row => row.Contestant == Field.Library)?.Rate ?? double.NaN;
        foreach (var row in rows)
        {
            Line($"| {report.Contestants[row.Contestant]} | {row.Rate:N0} | {Number(row.Rate / ours, "0.00")} | {Number(row.P50)} | {Number(row.P99)} | {Number(row.P999)} | {Number(row.ClientMicroseconds, "0.0")} | {Number(row.ServerMicroseconds, "0.0")} |");
        }
    }

    private void WriteSyncs()
    {
        if (report.Syncs.Count == 0)
        {
            return;
        }

        Line($"""

            ## Messages for each fsync

            | | {Cell.Usual.InFlight} in flight | one in flight |
            |---|---:|---:|
            """);
        foreach (var contestant in report.Syncs.GroupBy(row => row.Contestant))
        {
            var cells = contestant.ToDictionary(row => row.Cell, row => row.Syncs == 0 ? "none" : Number((double)row.Messages / row.Syncs, "0.##"));
            Line($"| {report.Contestants[contestant.Key]} | {cells.GetValueOrDefault(Cell.Usual, "–")} | {cells.GetValueOrDefault(Cell.OneAtATime, "–")} |");
        }
    }

    private void WriteGrowth()
    {
        if (report.Growth.Count > 0)
        {
            Line($"\n## Growth\n\nProcessor time of our server for a message of {Cell.Usual.PayloadBytes} bytes.");
        }

        foreach (var series in report.Growth)
        {
            Line($"\n{Picture(series.Id)}\n\n| {series.Across} | {string.Join(" | ", series.Lines.Select(line => line.Name + ", us"))} |\n|---:|{string.Concat(series.Lines.Select(_ => "---:|"))}");
            foreach (var (across, i) in series.Lines[0].Across.Select((across, i) => (across, i)))
            {
                Line($"| {across:N0} | {string.Join(" | ", series.Lines.Select(line => i < line.Up.Count ? Number(line.Up[i], "0.0") : "–"))} |");
            }
        }
    }

    private void WriteFigures()
    {
        if (report.Figures.Count == 0)
        {
            return;
        }

        Line($"\n## Other figures\n\n| what | |\n|---|---:|");
        foreach (var (name, value) in report.Figures)
        {
            Line($"| {name} | {Number(value, value < 100 ? "0.0" : "N0")} |");
        }

        Line($"");
    }

    private static string Picture(string name) => $"![{name}](images/benchmarks/{name}.svg)";

    private static string Number(double value, string format = "N0") => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
