// A benchmark's client with the official SDK: node -r ./resolve-api-localhost.js client.js https://localhost:PORT
// Reads commands and writes answers, a line of JSON each, as Clients/ClientCommand.cs and ClientAnswer.cs describe them.
const readline = require("readline");
const jsc8 = require("jsc8");

const client = new jsc8(process.argv[2]);
let workload, producers, stored, seen;

const now = () => Number(process.hrtime.bigint()) / 1000; // Microseconds.

const opened = (socket) => new Promise((resolve, reject) => socket.on("open", () => resolve(socket)).on("error", reject));

const closed = (socket) => new Promise((resolve) => socket.on("close", resolve).close());

const inFlight = () => Math.max(1, Math.floor(workload.inFlight / workload.streams.length));

async function open(command) {
  workload = command.workload;
  stored = workload.streams.map(() => 0);
  producers = [];
  await client.login("root@demo.local", "demo");
  for (const stream of workload.streams) {
    await client.createStream(stream, false);
    await closed(await opened(await client.createStreamReader(stream, "bench", false)));
    producers.push(await opened(await client.createStreamProducer(stream, false)));
  }
}

// Sends until time is up, with so many messages unanswered; answers come in order.
function publishOn(producer, index, end, limit) {
  const payload = Buffer.alloc(workload.payloadBytes, 7);
  return new Promise((resolve, reject) => {
    const begun = [];
    const broken = () => reject(new Error("The producer's socket was closed."));
    producer.once("close", broken);
    let sent = 0, answered = 0;
    const fill = () => {
      while (sent - answered < inFlight() && sent < limit && now() < end) {
        begun.push(now());
        producer.send(JSON.stringify({ payload: payload.toString("base64") }));
        sent++;
      }
      if (sent === answered) {
        producer.removeAllListeners("message").off("close", broken);
        stored[index] += sent;
        resolve();
      }
    };
    producer.on("message", (answer) => {
      if (JSON.parse(answer).result !== "ok") return reject(new Error(String(answer)));
      seen.push(now() - begun[answered++]);
      fill();
    });
    fill();
  });
}

async function receiveFrom(stream, index, end, limit) {
  const count = Math.min(stored[index], limit);
  if (count === 0 || inFlight() === 1) return; // Its readers have no limit of what is not acknowledged.
  const consumer = await client.createStreamReader(stream, "bench", false);
  let last = now(), taken = 0;
  await new Promise((resolve, reject) => {
    consumer.on("error", reject).on("message", (frame) => {
      if (taken === count) return;
      const at = now();
      seen.push(at - last);
      last = at;
      taken++;
      consumer.send(JSON.stringify({ messageId: JSON.parse(frame).messageId }));
      if (taken === count || at >= end) {
        stored[index] -= taken;
        taken = count;
        resolve();
      }
    });
  });
  await closed(consumer);
}

async function measure(command, each) {
  seen = [];
  const begun = now();
  const limit = command.messages ? Math.max(1, Math.floor(command.messages / workload.streams.length)) : Infinity;
  let end = begun;
  await Promise.all(workload.streams.map((stream, i) => each(stream, i, begun + command.seconds * 1e6, limit).then(() => (end = now()))));
  const sorted = Float64Array.from(seen).sort();
  const percentile = (part) => (sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] : "NaN");
  return { messages: seen.length, seconds: (end - begun) / 1e6, p50: percentile(0.5), p99: percentile(0.99), p999: percentile(0.999) };
}

async function close() {
  for (const producer of producers) await closed(producer);
  for (const stream of workload.streams) await client.stream(stream, false).deleteStream(true);
}

async function answer(command) {
  switch (command.do) {
    case "open": await open(command); return {};
    case "publish": return { measured: await measure(command, (_, i, end, limit) => publishOn(producers[i], i, end, limit)) };
    case "receive": return { measured: await measure(command, receiveFrom) };
    case "close": await close(); return {};
    default: throw new Error(`There is no command '${command.do}'.`);
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const said = await answer(JSON.parse(line)).catch((error) => ({ error: String(error.stack ?? error) }));
    process.stdout.write(JSON.stringify(said) + "\n");
  }
  process.exit(0);
})();
