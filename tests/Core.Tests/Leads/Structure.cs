using System.Collections;
using System.Reflection;

namespace Core.Tests.Leads;

/// <summary>A value written out by its members, lists by their elements: records compare lists by reference, tests do not.</summary>
internal static class Structure
{
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
            _ when value.GetType() is { Namespace: { } space, IsEnum: false } type && IsOurs(type, space) =>
                $"{type.Name}{{{string.Join(", ", Members(type).Select(m => $"{m.Name}={Of(m.GetValue(value))}"))}}}",
            _ => value.ToString() ?? "",
        };

    private static bool IsOurs(Type type, string space) =>
        space == "Core.Leads"
        || type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal)
        || space == "System.Collections.Generic";

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .OrderBy(p => p.Name, StringComparer.Ordinal);
}
