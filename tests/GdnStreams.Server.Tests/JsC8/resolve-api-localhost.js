// api-localhost is not in every machine's name service: Node looks it up here.
const dns = require("dns");
const lookup = dns.lookup;
dns.lookup = (host, ...rest) => lookup(host === "api-localhost" ? "127.0.0.1" : host, ...rest);
