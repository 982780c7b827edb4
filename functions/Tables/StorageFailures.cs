using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace Functions.Tables;

/// <summary>Sorts what the storage SDKs throw: conflicts, outages that pass, and bugs (everything else, left as it is).</summary>
internal static class StorageFailures
{
    /// <summary>The row is taken (409), changed (412) or went (404); a missing or departing table is none of these.</summary>
    public static bool IsConflict(RequestFailedException failure) =>
        failure.Status is 412
        || (failure.Status is 409 && failure.ErrorCode == TableErrorCode.EntityAlreadyExists)
        || (failure.Status is 404 && failure.ErrorCode == TableErrorCode.ResourceNotFound);

    /// <summary>Worth another delivery: no answer, no token, throttled, or the service's own trouble.</summary>
    public static bool MayPass(Exception failure, CancellationToken cancellation) =>
        failure switch
        {
            // 0: no answer came at all. 404 and 409 that are no conflicts: the table is not there yet, or is just going.
            RequestFailedException e => e.Status is 0 or 404 or 408 or 409 or 429 or >= 500,
            AuthenticationFailedException => true,
            OperationCanceledException => !cancellation.IsCancellationRequested,
            AggregateException e => e.InnerExceptions.All(i => MayPass(i, cancellation)),
            IOException => true,
            _ => false,
        };
}
