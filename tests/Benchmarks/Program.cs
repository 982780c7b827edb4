using Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- announce [leads]
return args switch
{
    ["announce", .. var rest] => await AnnounceAndLook.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("announce [leads, 2000 when not given]: throughput of Resolve's first steps on Azurite");
    return 2;
}
