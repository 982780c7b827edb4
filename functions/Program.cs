using Functions.Local;

// One program, three lives: called by the Functions host (a port is in the environment), alone (serve), and as a tool.
try
{
    return args switch
    {
        [] or ["serve", ..] or [['-', ..], ..] => await ServeVerb.RunAsync(
            args is ["serve", .. var rest] ? rest : args
        ),
        ["demo", .. var rest] => await DemoVerb.RunAsync(rest),
        ["import", .. var rest] => await ImportVerb.RunAsync(rest),
        ["verify", .. var rest] => await VerifyVerb.RunAsync(rest),
        ["keys", .. var rest] => KeysVerb.Run(rest),
        ["resolve", ..] => Verbs.NotYet("resolve", "It comes with the release that compares names and addresses."),
        _ => Verbs.Unknown(args[0]),
    };
}
catch (Exception failure) when (failure is InvalidOperationException or IOException or FormatException)
{
    // What these say is meant for whoever typed the command: no Node.js, a port that is taken, a setting that is no number.
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
