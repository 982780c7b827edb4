using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Core.Pipeline;
using Functions.Contracts;
using Functions.Edge;
using Functions.House;
using Functions.Local;
using Functions.Queues;
using Functions.Tables;
using Functions.Triggers;

namespace Functions;

/// <summary>The composition root: what the app is made of, in the order in which a request meets it.</summary>
internal static class App
{
    /// <summary>Where the app listens when nobody says otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    /// <summary>Puts the app together; nothing is started.</summary>
    /// <param name="args">Settings as <c>--Name value</c>; over environment and files.</param>
    /// <param name="adjust">Last word on services, for tests and the demo.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Azure", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * EventIntake.MaxBytes;
            // Code wins over the environment: the host hands down its own ASPNETCORE_URLS.
            if (CustomHandlerPort(builder.Configuration) is { } port)
            {
                kestrel.Listen(IPAddress.Loopback, port);
            }
        });
        AddServices(builder);
        adjust?.Invoke(builder);

        var app = builder.Build();
        if (CustomHandlerPort(app.Configuration) is null)
        {
            app.Urls.Add(Url(args));
        }

        Map(app);
        return app;
    }

    /// <summary>Where the app will listen: <c>--urls</c>, <c>ATTRIBUTION_URLS</c>, or this machine only.</summary>
    public static string Url(string[] args) =>
        new ConfigurationBuilder().AddCommandLine(args).Build()["urls"]
        ?? Environment.GetEnvironmentVariable("ATTRIBUTION_URLS")
        ?? DefaultUrl;

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var settings = Settings.Of(builder.Configuration);
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default);
            // The context bakes its converters in, but not for the nullable forms of our values: those ask the options.
            foreach (var converter in Json.Default.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }

            json.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddOpenApi("openapi", ApiDescription.Describe);
        services.AddMemoryCache();

        AddStorage(services, builder.Configuration, settings);
        services.AddSingleton<KeyRing>();
        services.AddSingleton<HostDoor>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton(provider => new KeyBook(settings.KeysFile, provider.GetRequiredService<KeyRing>()));
        services.AddSingleton(new SettingsOptions(settings.SettingsLifetime));
        services.AddSingleton(new PipelineOptions());
        services.AddSingleton<LeadPipeline>();
        services.AddSingleton<Desks>();
        services.AddSingleton<SettingsStore>();
        services.AddSingleton<SettingsSource>();
        services.AddSingleton<ISettingsSource>(p => p.GetRequiredService<SettingsSource>());
        services.AddSingleton<SettingsDesk>();
        services.AddSingleton<SettingsFolder>();
    }

    private static void AddStorage(IServiceCollection services, IConfiguration configuration, Settings settings)
    {
        services.AddSingleton(_ => StorageConnection.From(configuration));
        services.AddSingleton(_ => StorageKeys.From(configuration) ?? DevelopmentKeys.Ensure(settings.LocalFolder));
        services.AddSingleton(provider => new Sealer(provider.GetRequiredService<StorageKeys>().Sealing));
        services.AddSingleton<IKeyHash>(provider => new KeyHash(provider.GetRequiredService<StorageKeys>().Index));
        services.AddSingleton(provider => new TableRowStore(
            provider.GetRequiredService<StorageConnection>().Tables(),
            provider.GetRequiredService<Sealer>(),
            settings.Prefix
        ));
        services.AddSingleton<IRowStore>(provider => provider.GetRequiredService<TableRowStore>());
        services.AddSingleton<IReadOnlyDictionary<Stage, StageQueue>>(provider =>
            StageQueue.All(provider.GetRequiredService<StorageConnection>().Queues(), settings.Prefix)
        );
        services.AddSingleton<IWakeUps, StorageQueueWakeUps>();
        services.AddSingleton<Startup>();
        if (!settings.UnderHost)
        {
            services.AddHostedService<HostLoop>();
        }
    }

    private static void Map(WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = Problems.CatchAsync,
                // What a caller did wrong is the caller's news, not ours.
                SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
            }
        );
        app.UseStatusCodePages(Problems.FillAsync);
        app.UseRouting();
        app.UseMiddleware<Gate>();

        HealthRoutes.Map(app);
        PostEvents.Map(app);
        EventRoutes.Map(app);
        HouseholdRoutes.Map(app);
        SaleRoutes.Map(app);
        CaseRoutes.Map(app);
        MoneyRoutes.Map(app);
        LedgerRoutes.Map(app);
        SettingsRoutes.Map(app);
        SchemaRoutes.Map(app);
        Resolve.Map(app);
        Settle.Map(app);
        Sweep.Map(app);
        Poison.Map(app);
        app.MapOpenApi("/api/{documentName}.json");
    }

    private static int? CustomHandlerPort(IConfiguration configuration) =>
        int.TryParse(
            configuration["FUNCTIONS_CUSTOMHANDLER_PORT"],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var port
        )
            ? port
            : null;
}
