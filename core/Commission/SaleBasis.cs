using System.Globalization;
using Core.Leads;
using NodaTime;
using NodaTime.Text;

namespace Core.Commission;

/// <summary>What a step pays on, as a hash, and what differs between two steps.</summary>
internal static class SaleBasis
{
    /// <summary><c>sha256:…</c>; see <see cref="SaleStep.BasisHash"/>.</summary>
    internal static string HashOf(SaleStep step) =>
        Sha.Named(
            Sha.Join([
                step.Outcome.ToString(),
                CreditsText(step),
                Number(step.Price.Fen),
                step.Cancelled ? "cancelled" : "",
                StaffText(step),
                Text(step.SubscribedAt),
                Text(step.SignedAt),
            ])
        );

    /// <summary>Whether two steps credit the same channels with the same shares; a review is its own.</summary>
    internal static bool SameCredits(SaleStep a, SaleStep b) =>
        a.Outcome == b.Outcome && CreditsText(a) == CreditsText(b);

    /// <summary>attribution, cancellation, exchange, price, staff or plan: what tells a step from another, most telling first.</summary>
    internal static string Difference(SaleStep before, SaleStep after) =>
        !SameCredits(before, after) ? "attribution"
        : before.Cancelled != after.Cancelled ? (after.ExchangedFor is null ? "cancellation" : "exchange")
        : before.Price != after.Price ? "price"
        : StaffText(before) != StaffText(after) ? "staff"
        : "plan";

    private static string CreditsText(SaleStep step) =>
        Sha.Join(
            step.Credits.Select(c =>
                    Sha.Join([
                        c.Channel.Kind.ToString(),
                        c.Channel.Kind == ChannelKind.SalesOffice ? null : c.Channel.Organisation,
                        c.Share.ToString(),
                    ])
                )
                .Order(StringComparer.Ordinal)
        );

    private static string StaffText(SaleStep step) =>
        Sha.Join(
            step.Staff.Select(s => Sha.Join([s.Role, s.Person, s.Share.ToString()])).Order(StringComparer.Ordinal)
        );

    private static string? Text(Instant? at) => at is { } value ? InstantPattern.ExtendedIso.Format(value) : null;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
