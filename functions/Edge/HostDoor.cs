using System.Net;
using System.Security.Cryptography;

namespace Functions.Edge;

/// <summary>
/// The door of the queue and timer endpoints. Under the Functions host the program listens on a loopback port that only
/// the host knows to call, and the host forwards outside requests under <c>/api</c> only; standalone, a secret that
/// lives as long as the process lets the local loop in and nobody else.
/// </summary>
internal sealed class HostDoor(IConfiguration configuration)
{
    /// <summary>Header in which the local loop shows the secret.</summary>
    public const string Header = "X-Host-Door";

    private readonly bool underHost = !string.IsNullOrEmpty(configuration["FUNCTIONS_CUSTOMHANDLER_PORT"]);

    /// <summary>What the local loop shows.</summary>
    public string Secret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether the request comes from the host or from the loop that plays it.</summary>
    public bool Admits(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote))
        {
            return false;
        }

        var shown = System.Text.Encoding.UTF8.GetBytes(http.Request.Headers[Header].ToString());
        return underHost || CryptographicOperations.FixedTimeEquals(shown, System.Text.Encoding.UTF8.GetBytes(Secret));
    }
}
