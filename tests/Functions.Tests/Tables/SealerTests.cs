using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Functions.Tables;

namespace Functions.Tests.Tables;

public sealed class SealerTests
{
    private static readonly SealingKey Old = new("2026-01", Secret(1));
    private static readonly SealingKey New = new("2026-02", Secret(2));

    [Fact]
    public void What_is_sealed_opens_to_the_same_bytes() =>
        Gen
            .Byte.Array[0, 3_000]
            .Sample(plain =>
            {
                var sealer = new Sealer([New]);

                Assert.Equal(plain, sealer.Open(sealer.Seal(plain, "facts/0/a/body"), "facts/0/a/body"));
            });

    [Fact]
    public void Nothing_of_the_content_shows()
    {
        var plain = Encoding.UTF8.GetBytes("13800001111");

        var bytes = new Sealer([New]).Seal(plain, "facts/0/a/body");

        Assert.Equal(-1, bytes.AsSpan().IndexOf(plain));
        Assert.NotEqual(bytes, new Sealer([New]).Seal(plain, "facts/0/a/body"));
    }

    [Fact]
    public void Sealed_text_is_shorter_than_the_text_when_it_is_long()
    {
        var plain = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"type":"lead.registered"}""", 100)));

        Assert.True(new Sealer([New]).Seal(plain, "p").Length < plain.Length / 5);
    }

    [Fact]
    public void A_change_of_any_single_byte_is_found()
    {
        var sealer = new Sealer([New, Old]);
        var bytes = sealer.Seal(Encoding.UTF8.GetBytes(new string('x', 500)), "facts/0/a/body");

        for (var i = 0; i < bytes.Length; i++)
        {
            var tampered = bytes.ToArray();
            tampered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => sealer.Open(tampered, "facts/0/a/body"));
        }
    }

    [Fact]
    public void Bytes_that_were_cut_or_never_sealed_do_not_open()
    {
        var sealer = new Sealer([New]);
        var bytes = sealer.Seal([1, 2, 3], "facts/0/a/body");

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<CryptographicException>(() => sealer.Open(bytes.AsSpan(0, length), "facts/0/a/body"));
        }
    }

    [Theory]
    [InlineData("facts/0/b/body")]
    [InlineData("facts/1/a/body")]
    [InlineData("work/0/a/body")]
    [InlineData("facts/0/a/other")]
    public void Bytes_moved_to_another_place_do_not_open(string place)
    {
        var sealer = new Sealer([New]);
        var bytes = sealer.Seal([1, 2, 3], "facts/0/a/body");

        Assert.ThrowsAny<CryptographicException>(() => sealer.Open(bytes, place));
    }

    [Fact]
    public void After_a_rotation_old_bytes_open_while_new_ones_have_the_new_key()
    {
        var before = new Sealer([Old]).Seal([1], "p");
        var rotated = new Sealer([New, Old]);
        var after = rotated.Seal([2], "p");

        Assert.Equal([1], rotated.Open(before, "p"));
        Assert.Equal([2], new Sealer([New]).Open(after, "p"));
        Assert.Contains(
            "2026-01",
            Assert.ThrowsAny<CryptographicException>(() => new Sealer([New]).Open(before, "p")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_hash_of_a_search_key_depends_on_the_secret()
    {
        var hash = new KeyHash(Secret(1)).Hash("phone:+8613800001111");

        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, new KeyHash(Secret(1)).Hash("phone:+8613800001111"));
        Assert.NotEqual(hash, new KeyHash(Secret(2)).Hash("phone:+8613800001111"));
    }

    private static byte[] Secret(byte filler) => [.. Enumerable.Repeat(filler, 32)];
}
