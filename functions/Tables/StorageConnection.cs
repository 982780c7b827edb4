using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Queues;

namespace Functions.Tables;

/// <summary>
/// Where storage is. One setting for us and for the Functions host: <c>AzureWebJobsStorage</c> is a connection string
/// (<c>UseDevelopmentStorage=true</c> when absent); in Azure <c>AzureWebJobsStorage__tableServiceUri</c> and
/// <c>AzureWebJobsStorage__queueServiceUri</c> stand instead, and the app's own identity opens them: there is no secret.
/// </summary>
public sealed class StorageConnection
{
    private const string Setting = "AzureWebJobsStorage";
    private const string Development = "UseDevelopmentStorage=true";

    private readonly string? connectionString;
    private readonly Uri? tables;
    private readonly Uri? queues;

    // Tokens are cached in the credential, so there is one.
    private readonly Lazy<TokenCredential> identity = new(() => new DefaultAzureCredential());

    private StorageConnection(string? connectionString, Uri? tables, Uri? queues)
    {
        this.connectionString = connectionString;
        this.tables = tables;
        this.queues = queues;
    }

    /// <summary>Whether this is the well-known local storage on ports 10000 to 10002, which we may start ourselves.</summary>
    public bool IsDevelopment => connectionString == Development;

    /// <summary>With this connection string.</summary>
    public static StorageConnection To(string connectionString) => new(connectionString, null, null);

    /// <summary>As configured.</summary>
    /// <exception cref="InvalidOperationException">Only one of the two service addresses is set, or one is no address.</exception>
    public static StorageConnection From(IConfiguration configuration)
    {
        var (tables, queues) = (Address("tableServiceUri"), Address("queueServiceUri"));
        return (tables, queues) switch
        {
            (null, null) => To(configuration[Setting] is { Length: > 0 } text ? text : Development),
            ({ }, { }) => new StorageConnection(null, tables, queues),
            _ => throw new InvalidOperationException(
                $"{Setting}__tableServiceUri and {Setting}__queueServiceUri belong together."
            ),
        };

        // Environment variables with __ are read as sections.
        Uri? Address(string name) =>
            configuration[$"{Setting}:{name}"] is not { Length: > 0 } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
            : throw new InvalidOperationException($"{Setting}__{name} is not an address.");
    }

    /// <summary>A client of the tables: reads are tried again, writes are not.</summary>
    public TableServiceClient Tables()
    {
        var options = Configure(new TableClientOptions(), new ReadsAgain());
        return tables is null
            ? new TableServiceClient(connectionString, options)
            : new TableServiceClient(tables, identity.Value, options);
    }

    /// <summary>A client of the queues; a message that is sent twice is harmless, so everything is tried again.</summary>
    public QueueServiceClient Queues()
    {
        var options = Configure(new QueueClientOptions(), new RetryPolicy(2));
        return queues is null
            ? new QueueServiceClient(connectionString, options)
            : new QueueServiceClient(queues, identity.Value, options);
    }

    private T Configure<T>(T options, RetryPolicy retry)
        where T : ClientOptions
    {
        options.RetryPolicy = retry;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        options.Diagnostics.IsLoggingContentEnabled = false;
        if (IsDevelopment || connectionString?.Contains("devstoreaccount1", StringComparison.Ordinal) is true)
        {
            // The emulator hangs up after five idle seconds; a connection reused in that moment would lose a write's reply.
            var handler = new SocketsHttpHandler
            {
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
                UseProxy = false,
            };
            options.Transport = new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan });
        }

        return options;
    }

    // A write that is tried again after a lost reply meets its own traces and reports a conflict that never was.
    private sealed class ReadsAgain() : RetryPolicy(3)
    {
        protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
            message.Request.Method == RequestMethod.Get && base.ShouldRetry(message, exception);

        protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            message.Request.Method == RequestMethod.Get
                ? base.ShouldRetryAsync(message, exception)
                : ValueTask.FromResult(false);
    }
}
