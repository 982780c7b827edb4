namespace Core.Pipeline;

/// <summary>
/// Everything that people and programs ask of the pipeline beside feeding it: reading, reviewing cases, paying, closing.
/// Works on the same rows under the same guards; holds no state.
/// </summary>
public sealed class Desks
{
    /// <summary>Makes the desks over the pipeline's ports.</summary>
    public Desks(
        IRowStore rows,
        IWakeUps wakeUps,
        IKeyHash keys,
        ISettingsSource settings,
        PipelineOptions options,
        TimeProvider clock
    )
    {
        PipelineParts parts = new(rows, wakeUps, keys, settings, options, clock);
        Questions = new(rows, parts, options);
        Cases = new(parts, settings, clock);
        Periods = new(parts, settings, clock);
        Payouts = new(rows, parts, settings, clock);
        Books = new(parts, Questions, settings, clock);
    }

    /// <summary>Events, dossiers, sales, decisions, backlog.</summary>
    public Questions Questions { get; }

    /// <summary>Adjustment cases.</summary>
    public CaseDesk Cases { get; }

    /// <summary>Accounting periods.</summary>
    public PeriodDesk Periods { get; }

    /// <summary>What is payable, and batches.</summary>
    public PayoutDesk Payouts { get; }

    /// <summary>Entries, balances, statements, verification.</summary>
    public BookReader Books { get; }
}
