using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Functions.Local;

/// <summary>
/// <c>import FILE.jsonl</c>: posts a file of CloudEvents, one a line, to a running app. How far it is stands in
/// <c>FILE.progress</c>, so that it goes on where it stopped; what was refused, and why, in <c>FILE.refused.jsonl</c>.
/// A batch whose answer was lost is posted again: to the app those are duplicates.
/// </summary>
internal static class ImportVerb
{
    private const int BatchLines = 200;
    private const int BatchBytes = 900 * 1024;
    private const int Attempts = 30;

    /// <summary>Runs the verb: 0 when everything was taken, 1 when lines were refused, 2 when it could not be done.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var file, .. var rest] || !File.Exists(file))
        {
            await Console.Error.WriteLineAsync("Name a file that is there: import FILE.jsonl [--url URL] [--key KEY]");
            return Verbs.Misused;
        }

        if (Verbs.Connect(rest, "importer") is not var (url, key))
        {
            return Verbs.Misused;
        }

        using var client = new ApiClient(url);
        var progress = Progress.Open(file);
        try
        {
            await foreach (var batch in BatchesAsync(file, progress.Lines))
            {
                progress.Take(await PostAsync(client, key, batch), batch.Count);
                await Console.Error.WriteAsync($"\r{progress.Say()}");
            }
        }
        catch (HttpRequestException failure)
        {
            await Console.Error.WriteLineAsync(
                $"\nThe app at {url} does not answer: {failure.Message} Run import again to go on."
            );
            return Verbs.Misused;
        }
        catch (InvalidOperationException refused)
        {
            await Console.Error.WriteLineAsync($"\n{refused.Message}");
            return Verbs.Misused;
        }

        await Console.Error.WriteLineAsync($"\r{progress.Say()} Done.");
        return progress.Refused == 0 ? 0 : 1;
    }

    private static async IAsyncEnumerable<List<ImportLine>> BatchesAsync(string file, int skip)
    {
        List<ImportLine> batch = [];
        var (number, bytes) = (0, 0);
        await foreach (var text in File.ReadLinesAsync(file))
        {
            if (++number <= skip)
            {
                continue;
            }

            var size = Encoding.UTF8.GetByteCount(text);
            if (batch.Count == BatchLines || (batch.Count > 0 && bytes + size > BatchBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(new(number, text));
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static async Task<List<ImportFate>> PostAsync(ApiClient client, string key, List<ImportLine> batch)
    {
        // One line that is no JSON would spoil the array; the app is asked about all others.
        var sent = batch.Where(line => line.IsJson).ToList();
        var fates = batch
            .Where(line => !line.IsJson && line.Text.Trim().Length > 0)
            .Select(line => new ImportFate(line, "rejected", "[{\"pointer\":\"\",\"code\":\"MALFORMED_JSON\"}]"))
            .ToList();
        if (sent.Count == 0)
        {
            return fates;
        }

        var body = $"[{string.Join(',', sent.Select(line => line.Text))}]";
        for (var attempt = 1; ; attempt++)
        {
            ApiAnswer? answer = null;
            try
            {
                answer = await client.SendAsync("POST", "/api/events", key, body, null, CancellationToken.None);
            }
            catch (HttpRequestException) when (attempt < Attempts) { }
            catch (TaskCanceledException) when (attempt < Attempts) { }

            if (answer is { Status: 413 } && sent.Count > 1)
            {
                var half = batch.Count / 2;
                fates = await PostAsync(client, key, batch[..half]);
                return [.. fates, .. await PostAsync(client, key, batch[half..])];
            }

            if (answer is not null && answer.Json.TryGetProperty("events", out var lines))
            {
                return
                [
                    .. fates,
                    .. lines
                        .EnumerateArray()
                        .Zip(
                            sent,
                            (line, what) =>
                                new ImportFate(
                                    what,
                                    line.GetProperty("status").GetString()!,
                                    line.GetProperty("errors").GetRawText()
                                )
                        ),
                ];
            }

            if (answer is { Status: 413 })
            {
                return [.. fates, new(sent[0], "rejected", "[{\"pointer\":\"\",\"code\":\"EVENT_TOO_LARGE\"}]")];
            }

            if (answer is { Status: >= 400 and < 500 and not 429 })
            {
                throw new InvalidOperationException($"The app refused the batch with {answer.Status}: {answer.Text}");
            }

            if (attempt == Attempts)
            {
                throw new InvalidOperationException("The app took nothing for too long. Run import again to go on.");
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 5)));
        }
    }

    private sealed record ImportLine(int Number, string Text)
    {
        public bool IsJson
        {
            get
            {
                try
                {
                    using var document = JsonDocument.Parse(Text);
                    return true;
                }
                catch (JsonException)
                {
                    return false;
                }
            }
        }
    }

    private sealed record ImportFate(ImportLine Line, string Status, string Errors);

    private sealed class Progress
    {
        private readonly string file;
        private readonly long started = TimeProvider.System.GetTimestamp();
        private long refusedBytes;
        private int accepted;
        private int duplicate;
        private int done;

        private Progress(string file) => this.file = file;

        public int Lines { get; private set; }

        public int Refused { get; private set; }

        public static Progress Open(string file)
        {
            var progress = new Progress(file);
            if (File.Exists(progress.Path) && JsonNode.Parse(File.ReadAllText(progress.Path)) is JsonObject saved)
            {
                progress.Lines = (int?)saved["lines"] ?? 0;
                progress.Refused = (int?)saved["refused"] ?? 0;
                progress.refusedBytes = (long?)saved["refusedBytes"] ?? 0;
            }

            // What was written after the last saved progress is written again.
            using var refused = new FileStream(progress.RefusedPath, FileMode.OpenOrCreate);
            refused.SetLength(Math.Min(refused.Length, progress.refusedBytes));
            return progress;
        }

        public void Take(List<ImportFate> fates, int lines)
        {
            using (var refused = new FileStream(RefusedPath, FileMode.Append))
            {
                foreach (var fate in fates.Where(fate => fate.Status == "rejected").OrderBy(fate => fate.Line.Number))
                {
                    var told = new JsonObject
                    {
                        ["line"] = fate.Line.Number,
                        ["errors"] = JsonNode.Parse(fate.Errors),
                        ["event"] = fate.Line.IsJson ? JsonNode.Parse(fate.Line.Text) : fate.Line.Text,
                    };
                    refused.Write(Encoding.UTF8.GetBytes(told.ToJsonString() + "\n"));
                    Refused++;
                }

                refusedBytes = refused.Position;
            }

            accepted += fates.Count(fate => fate.Status == "accepted");
            duplicate += fates.Count(fate => fate.Status == "duplicate");
            done += lines;
            Lines += lines;
            var saved = new JsonObject
            {
                ["lines"] = Lines,
                ["refused"] = Refused,
                ["refusedBytes"] = refusedBytes,
            };
            File.WriteAllText(Path + ".next", saved.ToJsonString());
            File.Move(Path + ".next", Path, overwrite: true);
        }

        public string Say()
        {
            var seconds = Math.Max(0.001, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Lines} lines: {accepted} accepted, {duplicate} known already, {Refused} refused; {done / seconds:F0}/s."
            );
        }

        private string Path => file + ".progress";

        private string RefusedPath => file + ".refused.jsonl";
    }
}
