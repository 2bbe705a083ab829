using GdnStreams.Server.Commands;

return await CommandLine.RunAsync(args);
