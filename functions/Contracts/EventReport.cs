using Core.Pipeline;
using Core.Values;
using Functions.Edge;

namespace Functions.Contracts;

/// <summary>The answer to posted events: 202 when at least one was taken, otherwise a problem with the same lines.</summary>
internal sealed class EventReport
{
    /// <summary>The code of an event whose id is taken by other content.</summary>
    public const string Conflict = "ID_REUSED_WITH_DIFFERENT_CONTENT";

    private readonly IReadOnlyList<EventLine> lines;
    private readonly bool isBatch;

    private EventReport(IReadOnlyList<EventLine> lines, bool isBatch) => (this.lines, this.isBatch) = (lines, isBatch);

    /// <summary>Puts together what was read and what became of the facts that were handed on, in their order.</summary>
    public static EventReport Of(
        Posted posted,
        IReadOnlyList<Result<IncomingFact>> read,
        IReadOnlyList<IngestStatus> fates
    )
    {
        List<EventLine> all = [];
        var next = 0;
        for (var i = 0; i < posted.Events.Length; i++)
        {
            var (status, errors) = read[i].Errors is { } refused
                ? (EventStatus.Rejected, refused)
                : Fate(fates[next++]);
            all.Add(EventIntake.Line(posted.Events[i], status, errors));
        }

        return new(all, posted.IsBatch);
    }

    /// <summary>How many events met this fate.</summary>
    public int Count(EventStatus status) => lines.Count(line => line.Status == status);

    /// <summary>The HTTP answer.</summary>
    public IResult ToResult()
    {
        if (lines.Any(line => line.Status != EventStatus.Rejected))
        {
            return Results.Json(new EventAnswer(lines), Json.Default.EventAnswer, statusCode: 202);
        }

        var (status, code, detail) =
            All(EventIntake.TooLarge) ? (413, EventIntake.TooLarge, "An event holds at most 256 KiB.")
            : All(SenderDesk.NotYours) ? (403, SenderDesk.NotYours, "You may not write for this source.")
            : All(Conflict) && !isBatch ? (409, Conflict, "This id is taken by an event with other content.")
            : (400, "NO_EVENT_TAKEN", "No event was taken; each line says why.");
        return Problems.Of(status, code, detail, events: lines);
    }

    private bool All(string code) => lines.All(line => line.Errors.Any(error => error.Code == code));

    private static (EventStatus, IReadOnlyList<Refusal>) Fate(IngestStatus fate) =>
        fate switch
        {
            IngestStatus.Accepted => (EventStatus.Accepted, []),
            IngestStatus.Duplicate => (EventStatus.Duplicate, []),
            IngestStatus.Conflict => (
                EventStatus.Rejected,
                [new Refusal(Conflict, "/id", "This id is taken by an event with other content.")]
            ),
        };
}
