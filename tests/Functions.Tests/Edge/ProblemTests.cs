namespace Functions.Tests.Edge;

[Collection(OneApp.Name)]
public sealed class ProblemTests(TestApp app)
{
    [Theory]
    [InlineData("GET /api/nothing")]
    [InlineData("GET /nothing")]
    [InlineData("GET /api/sales/S-1/proof")]
    [InlineData("POST /api/leads/check")]
    [InlineData("GET /api/channels/there-is-none")]
    public async Task What_is_not_there_is_not_found(string call)
    {
        var answer = await app.SendAsync(call, "operator");

        Assert.Equal(404, answer.Status);
        Assert.Equal("NOT_FOUND", answer.Code);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_have_is_named_with_those_it_has()
    {
        var answer = await app.SendAsync("DELETE /api/events", "importer");

        Assert.Equal(405, answer.Status);
        Assert.Equal("METHOD_NOT_ALLOWED", answer.Code);
        Assert.Equal(["GET", "POST"], answer.Allow);
    }

    [Fact]
    public async Task A_number_that_is_none_is_a_bad_request()
    {
        var answer = await app.SendAsync("GET /api/channels?limit=many", "operator");

        Assert.Equal(400, answer.Status);
        Assert.Equal("BAD_REQUEST", answer.Code);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_named()
    {
        var answer = await app.SendAsync("PUT /api/channels/x", "operator", "{");

        Assert.Equal(400, answer.Status);
        Assert.Equal("MALFORMED_JSON", answer.Code);
    }

    [Fact]
    public async Task A_media_type_that_a_route_does_not_take_is_named()
    {
        var answer = await app.SendAsync("PUT /api/channels/x", "operator", "<x/>", "text/xml");

        Assert.Equal(415, answer.Status);
        Assert.Equal("MEDIA_TYPE_UNSUPPORTED", answer.Code);
    }

    [Fact]
    public async Task Problems_are_answered_also_to_who_accepts_something_else()
    {
        var answer = await app.SendAsync("GET /api/nothing", "operator", headers: ("Accept", "text/csv"));

        Assert.Equal(404, answer.Status);
        Assert.Equal("NOT_FOUND", answer.Code);
    }
}
