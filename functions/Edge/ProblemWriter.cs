using System.Diagnostics;
using System.Text.Json;

namespace Functions.Edge;

/// <summary>
/// Writes problem details whatever the caller accepts: a caller who asks for CSV and gets an error must still be able to
/// read why. The framework's own writer stays silent then.
/// </summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    /// <inheritdoc />
    public bool CanWrite(ProblemDetailsContext context) => true;

    /// <inheritdoc />
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        context.ProblemDetails.Extensions["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier;
        http.Response.StatusCode = context.ProblemDetails.Status ?? http.Response.StatusCode;
        http.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(
            http.Response.Body,
            context.ProblemDetails,
            Json.Default.ProblemDetails,
            http.RequestAborted
        );
    }
}
