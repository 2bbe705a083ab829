// What the official SDK's own stream tests call: node -r ./resolve-api-localhost.js stream_calls.js https://localhost:PORT API-KEY
const assert = require("assert");
const jsc8 = require("jsc8");
const [url, apiKey] = process.argv.slice(2);

const deadline = setTimeout(() => fail(new Error("It took longer than a minute.")), 60000);

function fail(error) {
  console.error(error);
  process.exit(1);
}

function opened(socket) {
  return new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
}

let made = 0;
const unused = () => `stream${Date.now()}${made++}`;

async function created(client, local) {
  const stream = client.stream(unused(), local);
  const response = await stream.createStream();
  assert.strictEqual(response.error, false);
  return response.result["stream-id"];
}

// Both sockets at once, as its tests do. They send in the consumer's open event without asking whether the producer is open, too: the
// server lets that one open first where it can (PasswordsForOneSocket), but on a busy machine only the client can know.
async function sendsWhenOpen(client, stream, dcName) {
  const [consumerOtp, producerOtp] = [await stream.getOtp(), await stream.getOtp()];
  const consumer = stream.consumer("Subscription123", dcName, { otp: consumerOtp });
  const producer = stream.producer(dcName, { otp: producerOtp });
  const producing = opened(producer);
  await new Promise((resolve, reject) => {
    consumer.on("error", reject);
    consumer.on("open", () => producing.then(() => producer.send(JSON.stringify({ payload: "test" }))).catch(reject));
    consumer.on("message", (frame) => {
      const { payload, messageId } = JSON.parse(frame);
      assert.strictEqual(payload, "test");
      consumer.send(JSON.stringify({ messageId }));
      resolve();
    });
  });
  for (const socket of [consumer, producer]) {
    await new Promise((closed) => socket.on("close", closed).close());
  }
}

// A wrapper as the documentation has it: sockets without a credential that are opened again when they break.
async function reconnects(stream, dcName) {
  const open = (make, onMessage) =>
    new Promise((resolve, reject) => {
      const socket = make();
      socket.on("open", () => resolve(socket)).on("error", reject);
      if (onMessage) socket.on("message", onMessage);
    });
  const texts = [];
  let receive;
  const received = new Promise((resolve) => (receive = resolve));
  const onMessage = function (frame) {
    const { payload, messageId } = JSON.parse(frame);
    this.send(JSON.stringify({ messageId }));
    texts.push(Buffer.from(payload, "base64").toString());
    if (texts.length === 2) receive();
  };
  const send = (producer, text) => new Promise((stored) => producer.once("message", stored).send(JSON.stringify({ payload: Buffer.from(text).toString("base64") })));
  const consumer = await open(() => stream.consumer("reconnecting", dcName), onMessage);
  const producer = await open(() => stream.producer(dcName));
  await send(producer, "before");
  while (texts.length === 0) await new Promise((soon) => consumer.once("message", soon));
  consumer.terminate();
  producer.terminate();
  const again = await open(() => stream.producer(dcName));
  await send(again, "after");
  const next = await new Promise((resolve) => {
    const attempt = () => open(() => stream.consumer("reconnecting", dcName), onMessage).then(resolve, attempt);
    attempt();
  });
  await received;
  assert.deepStrictEqual(texts, ["before", "after"]);
  next.close();
  again.close();
}

async function run() {
  const client = new jsc8({ url, apiKey, fabricName: "_system" });
  assert.strictEqual(client.stream("testStream", true).topic, "c8locals.testStream");
  assert.strictEqual((await client.getStreams()).error, false);
  assert.strictEqual((await client.clearBacklog()).error, false);
  console.log("client.stream");

  assert.ok((await created(client, true)).startsWith("c8locals."));
  assert.ok((await created(client, false)).startsWith("c8globals."));
  console.log("stream.create");

  for (const local of [true, false]) {
    assert.strictEqual((await client.stream(await created(client, local)).deleteStream()).error, false);
  }
  console.log("stream.delete");

  const stream = client.stream(await created(client, false), false);
  assert.strictEqual((await stream.backlog()).error, false);
  assert.strictEqual((await stream.getStreamStatistics()).error, false);
  assert.strictEqual((await stream.expireMessages(3600)).error, false);
  assert.strictEqual((await stream.setMessageTtl(3600)).error, false);
  assert.strictEqual((await stream.getMessageTtl()).result, 3600);
  assert.strictEqual((await stream.getSubscriptionList()).error, false);
  const dcName = (await client.getLocalEdgeLocation()).tags.url;
  console.log("stream.manipulate");

  const published = client.stream(unused(), false);
  await published.createStream();
  const answer = await published.publishMessage("Hello Macrometa stream!");
  assert.deepStrictEqual([answer.code, answer.error], [202, false]);
  assert.strictEqual((await published.deleteStream()).error, false);
  console.log("publish");

  // On the stream that was just deleted: the sockets create it again.
  let times = 0;
  for (; times < 20; times++) await sendsWhenOpen(client, published, dcName);
  console.log("websocket", times);

  await published.clearSubscriptionBacklog("Subscription123");
  await published.deleteSubscriptions("Subscription123");
  await reconnects(stream, dcName);
  await stream.deleteSubscription("reconnecting");
  console.log("reconnecting");
  client.close();
  console.log("done");
}

run().then(() => clearTimeout(deadline), fail);
