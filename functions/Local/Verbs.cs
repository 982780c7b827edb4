namespace Functions.Local;

/// <summary>The command line: what the verbs share, and what to say when there is no such verb.</summary>
internal static class Verbs
{
    /// <summary>Exit code for a command line that cannot be followed.</summary>
    public const int Misused = 2;

    /// <summary>A verb that a later release brings.</summary>
    public static int NotYet(string verb, string why)
    {
        Console.Error.WriteLine($"'{verb}' is not available yet. {why}");
        return Misused;
    }

    /// <summary>No verb of ours.</summary>
    public static int Unknown(string verb)
    {
        Console.Error.WriteLine($"There is no verb '{verb}'.");
        Console.Error.WriteLine("Verbs: serve (default), demo, import FILE.jsonl, verify, keys.");
        return Misused;
    }

    /// <summary>
    /// Where the running app is and with which key to call it: <c>--url</c> and <c>--key</c>, or this machine's own app and
    /// the development key of a standard caller. Null, and a word on stderr, when there is no key.
    /// </summary>
    public static (Uri Url, string Key)? Connect(string[] args, string caller)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var url = given["url"] ?? App.Url(args);
        var file = Settings.Of(given).KeysFile;
        var key = given["key"] ?? (File.Exists(file) ? new KeyBook(file, new()).KeyOf(caller) : null);
        if (key is null || !Uri.TryCreate(url.Split(';')[0], UriKind.Absolute, out var address))
        {
            Console.Error.WriteLine($"Give --url and --key: there is no key of '{caller}' in {file}.");
            return null;
        }

        return (address, key);
    }

    /// <summary>Prints who may call, and with which key, as a table.</summary>
    public static void PrintKeys(KeyBook keys, string file)
    {
        Console.WriteLine($"Keys for development, kept in {file}; send one as x-api-key or Authorization: Bearer.");
        foreach (var entry in keys.Entries)
        {
            Console.WriteLine($"  {entry.Name, -16} {string.Join('+', entry.Roles), -28} {entry.Key}");
        }
    }
}
