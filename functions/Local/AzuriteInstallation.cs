using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Functions.Local;

/// <summary>
/// Azurite from npm, at exactly the versions of the lock file beside this class, installed once into a folder of its own.
/// </summary>
internal static class AzuriteInstallation
{
    private const string Need = "Local storage (Azurite) needs Node.js 20 or later and npm on the PATH";
    private const string Instead =
        "Install them from https://nodejs.org, or set AzureWebJobsStorage to the connection string of a storage that runs.";

    private static readonly string[] Files = ["package.json", "package-lock.json"];

    /// <summary>The committed files, in the program's output.</summary>
    public static string Source => Path.Combine(AppContext.BaseDirectory, "Local", "azurite");

    /// <summary>Installs it where it is not installed yet; several processes may do so at once.</summary>
    /// <returns>The node_modules folder.</returns>
    /// <exception cref="InvalidOperationException">Node or npm is missing, too old, or failed; the message says what to do.</exception>
    public static async Task<string> EnsureAsync(string folder, Action<string> say, CancellationToken cancellation)
    {
        await RequireNodeAsync(cancellation);
        Directory.CreateDirectory(folder);
        using var turn = await TakeTurnAsync(Path.Combine(folder, "installing"), cancellation);
        var modules = Path.Combine(folder, "node_modules");
        var stamp = Path.Combine(modules, ".installed");
        var wanted = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"), cancellation))
        );
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == wanted)
        {
            return modules;
        }

        say($"Installing local storage (Azurite) into {folder}, once; this takes half a minute.");
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(folder, file), overwrite: true);
        }

        // Nothing it depends on needs a script of its own to run.
        string[] install =
        [
            "ci",
            "--ignore-scripts",
            "--engine-strict=false",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ];
        var (exit, output) = await RunAsync(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            install,
            folder,
            cancellation
        );
        if (exit != 0)
        {
            throw new InvalidOperationException($"npm could not install Azurite (exit code {exit}): {output.Trim()}");
        }

        await File.WriteAllTextAsync(stamp, wanted, cancellation);
        return modules;
    }

    private static async Task RequireNodeAsync(CancellationToken cancellation)
    {
        var (exit, output) = await RunAsync("node", ["--version"], Environment.CurrentDirectory, cancellation);
        var version = output.Trim();
        var major = version.TrimStart('v').Split('.')[0];
        if (
            exit != 0
            || !int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number < 20
        )
        {
            throw new InvalidOperationException($"{Need}; `node --version` says '{version}'. {Instead}");
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(
        string program,
        string[] arguments,
        string folder,
        CancellationToken cancellation
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{Need}; '{program}' was not found. {Instead}", missing);
        }
    }

    // The file is held open, not left behind: who dies with it frees it.
    private static async Task<FileStream> TakeTurnAsync(string file, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }
}
