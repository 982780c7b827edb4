using System.Security.Cryptography;
using System.Text.Json;
using Functions.Tables;

namespace Functions.Local;

/// <summary>
/// The secrets of storage for standalone runs, made on the first one and kept in <c>keys.json</c> of the local folder, in the
/// shape of configuration. Without them the data beside them cannot be opened. In Azure they come from Key Vault.
/// </summary>
public static class DevelopmentKeys
{
    private const string FileName = "keys.json";

    /// <summary>Reads the keys, making them first where there are none; safe when several processes start at once.</summary>
    /// <exception cref="InvalidOperationException">The file is there and is malformed.</exception>
    public static StorageKeys Ensure(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            Make(file);
        }

        var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build();
        return StorageKeys.From(configuration) ?? throw new InvalidOperationException($"{file} holds no keys.");
    }

    private static void Make(string file)
    {
        var made = $"{file}.{Guid.NewGuid():n}";
        var keys = new { Keys = new { Sealing = new[] { $"local-1:{Secret()}" }, Index = Secret() } };
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(made, options))
        {
            JsonSerializer.Serialize(stream, keys);
        }

        // Who comes first stays: another process may have sealed with its keys already.
        try
        {
            File.Move(made, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(made);
        }
    }

    private static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
