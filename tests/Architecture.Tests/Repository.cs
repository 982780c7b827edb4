namespace Architecture.Tests;

/// <summary>The repository's own files, found from wherever the tests run.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Text of a file named from the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files under a folder, named from the root with forward slashes, ordinally; nothing that a build or npm made.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        var full = Path.Combine(Root, folder);
        return !Directory.Exists(full)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                    .Where(file => !IsMade(file))
                    .Order(StringComparer.Ordinal),
            ];
    }

    private static bool IsMade(string file) =>
        file.Split('/').Any(part => part is "artifacts" or "node_modules" or "bin" or "obj" or ".git" or ".local");

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Attribution.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Attribution.sln above {folder}.");
    }
}
