using GdnStreams.Server.Hosting;

return await Start.RunAsync(args);
