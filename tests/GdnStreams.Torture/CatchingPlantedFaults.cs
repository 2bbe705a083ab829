using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Planting;

namespace GdnStreams.Torture;

/// <summary>The checker is worth what it catches.</summary>
public sealed class CatchingPlantedFaults
{
    private const int Seeds = 100;

    [Fact]
    public void Finds_nothing_in_what_a_right_server_does()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            Assert.Equal([], Checker.Problems(new ModelServer(seed, PlantedFault.None).Run()));
        }
    }

    [Theory]
    [InlineData(nameof(PlantedFault.AnswerBeforeCommit), "lost")]
    [InlineData(nameof(PlantedFault.DeliveryBeforeCommit), "taken back")]
    [InlineData(nameof(PlantedFault.ReusedNumber), "taken back")]
    [InlineData(nameof(PlantedFault.DoubledMessage), "doubled")]
    [InlineData(nameof(PlantedFault.SwappedMessages), "out of order")]
    [InlineData(nameof(PlantedFault.StoredBehindAGap), "a gap")]
    [InlineData(nameof(PlantedFault.WrongId), "another id")]
    [InlineData(nameof(PlantedFault.LostCursor), "came back after it was saved")]
    [InlineData(nameof(PlantedFault.LostCursorAtAKill), "came back after it was saved")]
    [InlineData(nameof(PlantedFault.IgnoredCursor), "came back although its acknowledgement was in the files")]
    [InlineData(nameof(PlantedFault.IgnoredAcknowledgement), "came back although its acknowledgement was in the files")]
    [InlineData(nameof(PlantedFault.SettledByDelivery), "settled by nobody")]
    [InlineData(nameof(PlantedFault.RefusedMessage), "refused by a healthy server")]
    [InlineData(nameof(PlantedFault.ForgottenAcknowledgement), "came back after the server read its acknowledgement")]
    [InlineData(nameof(PlantedFault.UndoneClearing), "came back after it was saved")]
    [InlineData(nameof(PlantedFault.SkippedMessage), "not delivered")]
    [InlineData(nameof(PlantedFault.SwappedDeliveries), "delivered out of order")]
    public void Finds_each_planted_fault_whatever_else_happens(string fault, string expected)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problems = Checker.Problems(new ModelServer(seed, Enum.Parse<PlantedFault>(fault)).Run());
            Assert.True(problems.Any(problem => problem.StartsWith(expected, StringComparison.Ordinal)), $"seed {seed}: {string.Join("; ", problems)}");
        }
    }

    [Theory]
    [InlineData(2, 0, true, null)]
    [InlineData(0, 0, true, "lost")]
    [InlineData(2, 1, true, "came back")]
    [InlineData(2, 1, false, "half deleted")]
    [InlineData(2, 3, false, null)]
    [InlineData(2, 0, false, null)]
    public void Finds_deletions_that_are_undone_or_half_done(int after, int left, bool isAnswered, string? expected)
    {
        var history = new History();
        var number = 0;
        Publish(3);
        history.Record(HistoryEventKind.DeleteAsked);
        if (isAnswered)
        {
            history.Record(HistoryEventKind.Deleted);
            Publish(2);
        }

        history.Record(HistoryEventKind.Killed);
        history.Record(HistoryEventKind.ReadBegun);
        for (var i = 0; i < left; i++)
        {
            history.Record(HistoryEventKind.Delivered, "reader", 0, new MessageName("v", i));
        }

        for (var i = 3; isAnswered && i < 3 + after; i++)
        {
            history.Record(HistoryEventKind.Delivered, "reader", 0, new MessageName("v", i));
        }

        history.Record(HistoryEventKind.ReadEnded);
        var problems = Checker.ProblemsOfDeletions(history);
        Assert.Equal(expected is null, problems.Count == 0);
        Assert.All(problems, problem => Assert.StartsWith(expected!, problem, StringComparison.Ordinal));

        void Publish(int count)
        {
            for (; count > 0; count--)
            {
                history.Record(HistoryEventKind.Stored, "v", 0, new MessageName("v", number++));
            }
        }
    }
}
