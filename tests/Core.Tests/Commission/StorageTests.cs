using System.Text;
using System.Text.Json;
using Core.Attribution;
using Core.Commission;
using Core.Leads;
using Core.Values;
using CsCheck;
using static Core.Tests.Commission.Given;

namespace Core.Tests.Commission;

public sealed class StorageTests
{
    private readonly House house = new(Home);
    private readonly SaleView view;
    private readonly SettlementPlan plan;

    public StorageTests()
    {
        List<Fact> facts =
        [
            Recorded("r", "2026-03-20T16:00:00", staff: "consultant-1"),
            Progressed("s", "2026-03-25T15:00:00", Milestone.Signed),
            Progressed("c", "2026-04-25T15:00:00", Milestone.Collected, "0.30"),
        ];
        view = View(
            "S-1",
            facts,
            Won("2026-03-20T16:00:00", Agency),
            Won("2026-05-20T10:00:00", OwnApp, ReasonCode.PstOwnerRevealed)
        );
        plan = house.Settle(view, At("2026-05-20T10:00:00"));
        house.Pay("agency-a", Yuan("200000.00"), "2026-05-21T10:00:00");
        house.Approve(plan.Case!, new(2026, 5), At("2026-05-22T10:00:00"));
        house.Close(new(2026, 5), At("2026-06-01T10:00:00"));
    }

    [Fact]
    public void Everything_stored_reads_back_the_same()
    {
        var adjustment = Cases.Propose(plan.Case!, ApprovalThresholds.Default, new(2026, 5), At("2026-05-20T10:00:00"));
        adjustment = adjustment with
        {
            PostPeriod = new(2026, 5),
            Approvals = [new("check", "reviewer-1", At("2026-05-20T11:00:00"), null)],
        };

        Same(house.Book("agency-a"), CommissionStore.Write, CommissionStore.ReadBookHead);
        Same(BookHead.Empty("x"), CommissionStore.Write, CommissionStore.ReadBookHead);
        Assert.All(house.Lines, line => Same(line, CommissionStore.Write, CommissionStore.ReadBookLine));
        Same(view, CommissionStore.Write, CommissionStore.ReadSaleView);
        Same(view.Steps[^1], CommissionStore.Write, CommissionStore.ReadSaleStep);
        Same(plan.Case!, CommissionStore.Write, CommissionStore.ReadCaseProposal);
        Same(adjustment, CommissionStore.Write, CommissionStore.ReadAdjustmentCase);
        Same(plan.Automatic[0], CommissionStore.Write, CommissionStore.ReadTargetLine);
        Same(house.Statement("agency-a", new(2026, 5)), CommissionStore.Write, CommissionStore.ReadStatement);
        Assert.All(house.Entries, entry => Same(entry, EntryJson.Write, EntryJson.Read));
    }

    [Fact]
    public void What_is_read_back_settles_and_verifies_like_what_was_stored()
    {
        var read = CommissionStore.ReadSaleView(CommissionStore.Write(view));

        Assert.Equal(plan.Case!.PreviewHash, Settlement.Plan(read, SaleAccount.Empty, Home).Case!.PreviewHash);
        Assert.Empty(
            Books.Verify(
                CommissionStore.ReadBookHead(CommissionStore.Write(house.Book("agency-a"))),
                house.LinesOf("agency-a"),
                [.. house.EntriesOf("agency-a").Select(e => EntryJson.Read(EntryJson.Write(e)))]
            )
        );
    }

    [Fact]
    public void A_form_from_before_a_property_existed_reads_as_empty()
    {
        var head = CommissionStore.ReadBookHead("""{"payee":"a","seq":0,"hash":"","balances":{}}"""u8);
        var line = CommissionStore.ReadBookLine(
            """{"key":"a|p|S|m","originalPeriod":"2026-03","planVersion":"p@1"}"""u8
        );

        Assert.Empty(head.Overpaid);
        Assert.Empty(head.OffsetPeriods);
        Assert.Equal(Money.Zero, line.Open);
    }

    /// <summary>The hash is kept for years: this text may never change.</summary>
    [Fact]
    public void The_canonical_form_of_an_entry_is_this_text_for_ever() =>
        Assert.Equal(
            """{"seq":1,"id":"en_7b53917eb6c67d0351e743362b6c7d2d","type":"EARN","period":"2026-03","postedAt":"2026-05-20T02:00:00Z","payee":"agency-a","sale":"S-1","milestone":"signed","plan":"px-agency@1","decision":0,"key":"earn|S-1|px-agency|signed|1","lines":[{"account":"Expense:Commission:Channel","debit":"57600.00"},{"account":"Payable:agency-a","credit":"57600.00"}]}""",
            Encoding.UTF8.GetString(EntryJson.Canonical(house.EntriesOf("agency-a")[0]))
        );

    [Fact]
    public void A_line_key_reads_back_whatever_its_parts_hold() =>
        Gen.Char["|%7C25a"]
            .Array[0, 6]
            .Select(c => new string(c))
            .Array[4]
            .Sample(p =>
            {
                LineKey key = new(p[0], p[1], p[2], p[3]);

                Assert.Equal(key, LineKey.Parse(key.Text));
            });

    [Fact]
    public void A_changed_entry_is_found()
    {
        var entries = house.EntriesOf("agency-a");
        var head = house.Book("agency-a");
        var lines = house.LinesOf("agency-a");

        Assert.NotEmpty(Books.Verify(head, lines, entries.SetItem(0, entries[0] with { Milestone = "collected" })));
        Assert.NotEmpty(Books.Verify(head, lines, entries.RemoveAt(1)));
        Assert.NotEmpty(Books.Verify(head, lines, entries[..^1]));
        Assert.NotEmpty(Books.Verify(head with { Balances = head.Balances.SetItem("Bank", 1) }, lines, entries));
        Assert.NotEmpty(Books.Verify(head, lines.SetItem(0, lines[0] with { Posted = new(1) }), entries));
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> stored);

    private static void Same<T>(T value, Func<T, byte[]> write, Reader<T> read)
        where T : notnull
    {
        var stored = write(value);

        Assert.Equal(stored, write(read(stored)));
        // Nothing that can be set is left out.
        Assert.All(
            typeof(T)
                .GetProperties()
                .Where(p => p is { CanWrite: true } && p.GetValue(value) is not null && p.Name != "Legs"),
            p =>
                Assert.True(
                    JsonElement.Parse(stored).TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(p.Name), out _),
                    $"{typeof(T).Name}.{p.Name}"
                )
        );
    }
}
