using Functions.Edge;

namespace Functions.Local;

/// <summary><c>keys</c>: prints the development keys, making them first where there are none.</summary>
internal static class KeysVerb
{
    /// <summary>Runs the verb.</summary>
    public static int Run(string[] args)
    {
        var settings = Settings.Of(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
        Verbs.PrintKeys(new KeyBook(settings.KeysFile, new KeyRing()), settings.KeysFile);
        return 0;
    }
}
