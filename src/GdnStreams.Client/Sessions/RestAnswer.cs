using System.Net.Http.Headers;

namespace GdnStreams.Client;

/// <summary>A successful answer: its body and its headers.</summary>
internal readonly record struct RestAnswer(byte[] Content, HttpResponseHeaders Headers);
