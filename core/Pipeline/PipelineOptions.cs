using System.Globalization;
using Core.Commission;

namespace Core.Pipeline;

/// <summary>Sizes of the pipeline. Buckets are fixed for the life of a store; everything else may change at any time.</summary>
public sealed record PipelineOptions
{
    /// <summary>Partitions that facts, work, keys, dossiers and sales are spread over: 1 to 256, fixed once rows exist.</summary>
    public int Buckets { get; init; } = 8;

    /// <summary>Work rows taken at once: 1 to 1,000.</summary>
    public int DrainSize { get; init; } = 200;

    /// <summary>Distinct names under one key above which it becomes generic for good.</summary>
    public int GenericNames { get; init; } = 12;

    /// <summary>Postings under one key above which it becomes generic for good; below 200, since a row holds 252 properties.</summary>
    public int GenericPostings { get; init; } = 120;

    /// <summary>Facts above this size (UTF-8 bytes) are not repeated in their work row.</summary>
    public int InlineWorkBytes { get; init; } = 16 * 1024;

    /// <summary>How many times a step starts over when others change the same rows, before the work is left for later.</summary>
    public int Attempts { get; init; } = 64;

    /// <summary>Limit for the number of settlements worked at once inside one drain.</summary>
    public int SettleParallelism { get; init; } = 8;

    /// <summary>What a case needs before it posts.</summary>
    public ApprovalThresholds Thresholds { get; init; } = ApprovalThresholds.Default;

    /// <summary>The bucket of a hash that starts with hex digits.</summary>
    public int BucketOf(string hash) =>
        int.Parse(hash.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Buckets;

    /// <summary>The partition of a hash that starts with hex digits.</summary>
    public string PartitionOf(string hash) => Partition(BucketOf(hash));

    /// <summary>A bucket's partition name.</summary>
    public static string Partition(int bucket) => bucket.ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>The work partition of a stage's bucket.</summary>
    public static string WorkPartition(Stage stage, int bucket) =>
        $"{(stage == Stage.Resolve ? "resolve" : "settle")}-{Partition(bucket)}";
}
