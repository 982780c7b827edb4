using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Functions.Edge;
using Functions.House;

namespace Functions.Local;

/// <summary>
/// Issues keys and writes them into a file that only its owner can read (<c>.local/api-keys.json</c>, never committed):
/// one for every standard caller on first run, one for every channel record and every payee's user as they are published.
/// A key stays what it is for as long as the file does.
/// </summary>
internal sealed class KeyBook
{
    private static readonly ImmutableArray<Caller> Standard =
    [
        new("importer", [Role.Importer]),
        new("operator", [Role.Operator]),
        new("finance-1", [Role.Reviewer, Role.Approver, Role.Finance]),
        new("reviewer-1", [Role.Reviewer]),
        new("approver-1", [Role.Approver]),
        new("arbitrator-1", [Role.Arbitrator]),
        new("auditor-1", [Role.Auditor]),
    ];

    private readonly Lock gate = new();
    private readonly string path;
    private readonly KeyRing ring;
    private ImmutableSortedDictionary<string, KeyEntry> entries = ImmutableSortedDictionary.Create<string, KeyEntry>(
        StringComparer.Ordinal
    );

    /// <summary>Opens the file, makes what is missing, and fills the ring.</summary>
    /// <param name="path">Where the file is or shall be.</param>
    /// <param name="ring">Who is let in.</param>
    public KeyBook(string path, KeyRing ring)
    {
        (this.path, this.ring) = (path, ring);
        lock (gate)
        {
            foreach (var entry in Read(path))
            {
                Enter(entry);
            }

            foreach (var caller in Standard.Where(caller => !entries.ContainsKey(caller.Name)))
            {
                Enter(new(caller.Name, NewKey(), [.. caller.Roles]));
            }

            Save();
        }
    }

    /// <summary>Every caller with its key, by name.</summary>
    public IReadOnlyList<KeyEntry> Entries => [.. entries.Values];

    /// <summary>Whether a name belongs to a standard caller.</summary>
    public static bool IsReserved(string name) => Standard.Any(caller => caller.Name == name);

    /// <summary>The key of a caller; null when there is none of that name.</summary>
    public string? KeyOf(string name) => entries.GetValueOrDefault(name)?.Key;

    /// <summary>Gives keys to the callers that a record names: a channel itself, the users of a payee.</summary>
    /// <returns>Those who had none before.</returns>
    public IReadOnlyList<KeyEntry> Admit(SettingKind kind, StoredSetting setting)
    {
        if (kind == SettingKind.Channels)
        {
            return Admit([setting.Id], Role.Source);
        }

        return
            kind == SettingKind.Payees
            && setting.Body.TryGetProperty("users", out var users)
            && users.ValueKind == JsonValueKind.Array
            ? Admit([.. users.EnumerateArray().Select(user => user.GetString()).OfType<string>()], Role.Payee)
            : [];
    }

    private List<KeyEntry> Admit(IReadOnlyList<string> names, Role role)
    {
        lock (gate)
        {
            List<KeyEntry> minted = [];
            var changed = false;
            foreach (var name in names.Where(name => !IsReserved(name)))
            {
                var known = entries.GetValueOrDefault(name);
                if (known is not null && known.Roles.Contains(role))
                {
                    continue;
                }

                var entry = known is null
                    ? new KeyEntry(name, NewKey(), [role])
                    : known with
                    {
                        Roles = [.. known.Roles, role],
                    };
                Enter(entry);
                changed = true;
                if (known is null)
                {
                    minted.Add(entry);
                }
            }

            if (changed)
            {
                Save();
            }

            return minted;
        }
    }

    private void Enter(KeyEntry entry)
    {
        entries = entries.SetItem(entry.Name, entry);
        ring.Put(new(entry.Name, [.. entry.Roles]), entry.Key);
    }

    private static string NewKey() => "ak_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static IReadOnlyList<KeyEntry> Read(string path) =>
        File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.KeyFile)?.Callers ?? []
            : [];

    // Written beside and moved over, so that a crash leaves the old file or the new one, never half of one.
    private void Save()
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var next = path + ".next";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, new KeyFile([.. entries.Values]), Json.Default.KeyFile);
        }

        File.Move(next, path, overwrite: true);
    }
}

/// <summary>The file of keys.</summary>
internal sealed record KeyFile(IReadOnlyList<KeyEntry> Callers);

/// <summary>A caller and its key.</summary>
internal sealed record KeyEntry(string Name, string Key, IReadOnlyList<Role> Roles)
{
    /// <summary>Safe for logs.</summary>
    public override string ToString() => $"KeyEntry({Name})";
}
