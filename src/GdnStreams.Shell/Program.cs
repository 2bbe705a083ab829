using GdnStreams.Shell;

return ShellRun.Run(args);
