using Functions.Local;

// One program, three lives: called by the Functions host (a port is in the environment), alone (serve), and as a tool.
return args switch
{
    [] or ["serve", ..] or [['-', ..], ..] => await ServeVerb.RunAsync(args is ["serve", .. var rest] ? rest : args),
    ["keys", .. var rest] => KeysVerb.Run(rest),
    ["resolve", ..] => Verbs.NotYet("resolve", "It comes with the release that compares names and addresses."),
    _ => Verbs.Unknown(args[0]),
};
