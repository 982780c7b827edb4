using System.Diagnostics.CodeAnalysis;

namespace Core.Values;

/// <summary>A value, or why there is none. For refusals that the caller is expected to meet, not for bugs.</summary>
/// <typeparam name="T">What a success holds.</typeparam>
public readonly struct Result<T>
    where T : notnull
{
    private Result(T? value, IReadOnlyList<Refusal>? refusals) => (Value, Errors) = (value, refusals);

    /// <summary>The value, when there is one.</summary>
    public T? Value { get; }

    /// <summary>Every reason why there is no value, in the order of the input; at least one when there is none.</summary>
    public IReadOnlyList<Refusal>? Errors { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Errors))]
    public bool Succeeded => Errors is null;

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps one refusal.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, [refusal]);

    /// <summary>Wraps several refusals.</summary>
    public static implicit operator Result<T>(List<Refusal> refusals) => new(default, refusals);
}

/// <summary>Input that the system will not act on, in words for the sender. Never holds personal data.</summary>
/// <param name="Code">Stable code in capitals; callers may branch on it.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into what was sent, such as <c>/data/people/0/phones/0/number</c>.</param>
/// <param name="Message">One sentence that says what to do.</param>
public sealed record Refusal(string Code, string Pointer, string Message);
