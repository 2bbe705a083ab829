using GdnStreams.Server.Hosting;

ServerFiles.Register();
return await Start.RunAsync(args);
