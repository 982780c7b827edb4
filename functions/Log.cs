namespace Functions;

/// <summary>Every line this app can log. Ids and codes only: never a name, a phone, an address, a document or a key.</summary>
internal static partial class Log
{
    /// <summary>A known caller asked for what its roles do not allow.</summary>
    [LoggerMessage(100, LogLevel.Warning, "Caller {Caller} was refused {Method} {Route}.")]
    public static partial void CallerRefused(ILogger log, string caller, string method, string route);

    /// <summary>Events were taken or not.</summary>
    [LoggerMessage(
        200,
        LogLevel.Information,
        "Caller {Caller} posted events: {Accepted} accepted, {Duplicate} duplicate, {Rejected} rejected."
    )]
    public static partial void EventsPosted(ILogger log, string caller, int accepted, int duplicate, int rejected);

    /// <summary>A setting got a new version.</summary>
    [LoggerMessage(210, LogLevel.Information, "Caller {Caller} published {Kind} {Id} version {Version}.")]
    public static partial void SettingPublished(ILogger log, string caller, string kind, string id, int version);

    /// <summary>A file of settings holds a record that is not valid.</summary>
    [LoggerMessage(211, LogLevel.Error, "Setting {Kind} {Id} was not loaded: {Code} at {Pointer}.")]
    public static partial void SettingRefused(ILogger log, string kind, string id, string code, string pointer);

    /// <summary>A stage failed on a bucket; the trigger will deliver the message again.</summary>
    [LoggerMessage(300, LogLevel.Error, "{Function} failed; it will be delivered again.")]
    public static partial void FunctionFailed(ILogger log, Exception exception, string function);

    /// <summary>A message could not be read and will never be; it is dropped, the sweep finds its work.</summary>
    [LoggerMessage(
        301,
        LogLevel.Warning,
        "{Function} got a message that names no bucket; the sweep will find its work."
    )]
    public static partial void MessageUnreadable(ILogger log, string function);

    /// <summary>A message was tried too often.</summary>
    [LoggerMessage(302, LogLevel.Error, "{Function}: bucket {Bucket} failed too often; the sweep will try again.")]
    public static partial void MessagePoisoned(ILogger log, string function, int bucket);

    /// <summary>The local loop could not reach the queues.</summary>
    [LoggerMessage(310, LogLevel.Warning, "The local loop could not read queue {Queue}; it will try again.")]
    public static partial void QueueUnreachable(ILogger log, Exception exception, string queue);

    /// <summary>Storage was not there when the app started.</summary>
    [LoggerMessage(320, LogLevel.Warning, "Storage does not answer yet; the app waits for it.")]
    public static partial void StorageUnreachable(ILogger log, Exception exception);
}
