using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Functions.Tables;

namespace Benchmarks;

/// <summary>A lead as far as Resolve's storage is concerned.</summary>
/// <param name="Id">The id of its event: 32 hex digits.</param>
/// <param name="Keys">Hashes of its search keys: a phone, a masked phone, a customer id.</param>
/// <param name="Body">About 900 bytes of JSON, as an event of a registration has.</param>
internal sealed record Lead(string Id, ImmutableArray<string> Keys, byte[] Body);

/// <summary>The same leads for every measurement.</summary>
internal static class Load
{
    /// <summary>Makes leads of which a share comes from somebody who was registered before, with the same phone and mask.</summary>
    public static Lead[] Make(int count, int repeatedPercent)
    {
        var chance = new Random(20260401);
        var hash = new KeyHash(new byte[32]);
        var people = new List<int>();
        var leads = new Lead[count];
        for (var i = 0; i < count; i++)
        {
            var again = people.Count > 0 && chance.Next(100) < repeatedPercent;
            var person = again ? people[chance.Next(people.Count)] : i;
            if (!again)
            {
                people.Add(person);
            }

            leads[i] = new Lead(
                IdOf(i),
                [
                    hash.Hash($"phone:+86138{person:d8}"),
                    hash.Hash($"mask:river-one|138|{person:d8}|surname"),
                    hash.Hash($"cid:crm|{i}"),
                ],
                Body(i, person, chance)
            );
        }

        return leads;
    }

    private static string IdOf(int number) =>
        Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)))[..32];

    private static byte[] Body(int number, int person, Random chance)
    {
        var note = Convert.ToHexStringLower(Enumerable.Range(0, 150).Select(_ => (byte)chance.Next(256)).ToArray());
        return Encoding.UTF8.GetBytes(
            $$"""
            {"specversion":"1.0","type":"lead.registered","source":"urn:app","id":"lead-{{number}}","time":"2026-04-01T10:00:00+08:00",
            "datacontenttype":"application/json","data":{"project":"river-one","channel":"own-app","people":[{"name":"Person {{person}}",
            "phones":[{"number":"+86138{{person:d8}}","verifiedAt":"2026-04-01T10:00:00+08:00"}],"customerIds":[{"system":"crm","id":"{{number}}"}]}],
            "consent":{"marketing":true,"text":"v3"},"note":"{{note}}"} }
            """
        );
    }
}
