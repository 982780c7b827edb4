namespace Functions.Contracts;

/// <summary>A page of a list.</summary>
/// <param name="Items">At most <c>limit</c> of them.</param>
/// <param name="Next">What to send as <c>continuation</c> to get the next page; null: this is the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
