using Core.Values;

namespace Functions.Edge;

/// <summary>Which HTTP status a refusal of the core is; what is not listed is a fault of the input, 400.</summary>
internal static class Refusals
{
    /// <summary>The problem that a refusal is.</summary>
    public static IResult Of(IReadOnlyList<Refusal> refusals)
    {
        var first = refusals[0];
        return Problems.Of(StatusOf(first.Code), first.Code, first.Message, refusals);
    }

    private static int StatusOf(string code) =>
        code switch
        {
            "CASE_UNKNOWN" or "PAYEE_UNKNOWN" => 404,
            "STALE_PREVIEW" => 412,
            "CONFLICT_OF_INTEREST" or "FOUR_EYES_SAME_PERSON" => 403,
            "ALREADY_POSTED"
            or "CASE_NOT_OPEN"
            or "CASE_NOT_CHECKED"
            or "PERIOD_CLOSED"
            or "PERIOD_NOT_ENDED"
            or "PERIOD_IN_FUTURE" => 409,
            _ => 400,
        };
}
