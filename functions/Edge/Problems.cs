using System.Text.Json;
using Core.Pipeline;
using Core.Values;
using Functions.Contracts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Functions.Edge;

/// <summary>
/// Every error of the API: RFC 9457 problem details with a stable <c>code</c>, and <c>errors</c> (JSON pointer, code,
/// message) when the fault can be shown in what was sent. Bad input never becomes a 5xx.
/// </summary>
internal static class Problems
{
    /// <summary>A problem.</summary>
    /// <param name="status">HTTP status, 400 to 599.</param>
    /// <param name="code">Stable code in capitals.</param>
    /// <param name="detail">One sentence that says what to do.</param>
    /// <param name="errors">Where in the body, if it can be said.</param>
    /// <param name="events">One line per posted event, if it was about events.</param>
    public static ProblemHttpResult Of(
        int status,
        string code,
        string detail,
        IEnumerable<Refusal>? errors = null,
        IReadOnlyList<EventLine>? events = null
    )
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Type = $"urn:problem:{code.ToLowerInvariant().Replace('_', '-')}",
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            Detail = detail,
        };
        problem.Extensions["code"] = code;
        if (errors is not null)
        {
            problem.Extensions["errors"] = JsonSerializer.SerializeToElement(
                errors.Select(ErrorLine.Of).ToList(),
                Json.Default.ListErrorLine
            );
        }

        if (events is not null)
        {
            problem.Extensions["events"] = JsonSerializer.SerializeToElement(
                events,
                Json.Default.IReadOnlyListEventLine
            );
        }

        return TypedResults.Problem(problem);
    }

    /// <summary>404: there is no such thing, or not for this caller.</summary>
    public static ProblemHttpResult NotFound() => Of(404, "NOT_FOUND", "There is nothing at this address.");

    /// <summary>400 with the places that are wrong.</summary>
    public static ProblemHttpResult Refused(IReadOnlyList<Refusal> errors) =>
        Of(400, errors[0].Code, errors[0].Message, errors);

    /// <summary>400 for one parameter of the query or path.</summary>
    public static ProblemHttpResult Parameter(string name, string detail) =>
        Of(400, "PARAMETER_INVALID", detail, [new("PARAMETER_INVALID", "/" + name, detail)]);

    /// <summary>Fills the body of an error that the framework answered with a bare status.</summary>
    public static Task FillAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        var (code, detail) = Plain(status);
        return Of(status, code, detail).ExecuteAsync(context.HttpContext);
    }

    /// <summary>Turns an exception into a problem: bad requests keep their status, an absent store is 503, a bug is 500.</summary>
    public static Task CatchAsync(HttpContext http)
    {
        var exception = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return Of(400, "MALFORMED_JSON", "The body is not the JSON that this route takes.", [Place(json)])
                    .ExecuteAsync(http);
            case BadHttpRequestException bad:
                var (code, detail) = Plain(bad.StatusCode);
                return Of(bad.StatusCode, code, detail).ExecuteAsync(http);
            case StoreException:
                http.Response.Headers.RetryAfter = "2";
                return Of(503, "STORE_UNAVAILABLE", "Storage did not answer; nothing is lost, try again.")
                    .ExecuteAsync(http);
            default:
                return Of(500, "INTERNAL", "This is our fault; the traceId names it.").ExecuteAsync(http);
        }
    }

    private static Refusal Place(JsonException json) =>
        new("MALFORMED_JSON", Pointers.FromPath(json.Path), "This place cannot be read.");

    private static (string Code, string Detail) Plain(int status) =>
        status switch
        {
            404 => ("NOT_FOUND", "There is nothing at this address."),
            405 => ("METHOD_NOT_ALLOWED", "This address exists, but not for this method; see Allow."),
            413 => ("BODY_TOO_LARGE", "The body is too large."),
            415 => ("MEDIA_TYPE_UNSUPPORTED", "Send the Content-Type that this route takes."),
            >= 500 => ("INTERNAL", "This is our fault; the traceId names it."),
            _ => ("BAD_REQUEST", "The request cannot be read: a parameter or header is malformed."),
        };
}
