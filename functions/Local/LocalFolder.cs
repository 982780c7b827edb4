namespace Functions.Local;

/// <summary>
/// Where standalone runs keep what is theirs alone: storage, its data, development keys. <c>.local</c> beside the solution
/// (found upwards from the current folder, then from the program's own), else in the current folder. Never committed.
/// </summary>
public static class LocalFolder
{
    /// <summary>The folder's full path; it may not exist yet.</summary>
    public static string Find() =>
        Path.Combine(
            SolutionAbove(Environment.CurrentDirectory)
                ?? SolutionAbove(AppContext.BaseDirectory)
                ?? Environment.CurrentDirectory,
            ".local"
        );

    private static string? SolutionAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Attribution.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
