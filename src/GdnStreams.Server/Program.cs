using GdnStreams.Server.Commands;

return await ServeCommand.RunAsync(args);
