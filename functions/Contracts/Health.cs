namespace Functions.Contracts;

/// <summary>How the process is.</summary>
/// <param name="Status">live or ready.</param>
internal sealed record Health(string Status);
